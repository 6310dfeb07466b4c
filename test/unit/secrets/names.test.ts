import { isSecretName, isSecretParameter, secretKind } from '../../../nodes/ApideckVault/secrets/names';

const SECRETS = [
	...['password', 'user_pass', 'Pass phrase', 'userpass', 'passwd', 'pwd', 'passcode', 'passkey', 'Passwort', 'API key', 'apiKey', 'APIKey', 'consumerKey', 'x-shared-key', 'key', 'app_key', 'hmac_key', 'rsa_key'],
	...['token_id', 'tokens', 'session_token', 'certificate', 'client_cert', 'credentials', 'creds', 'jwt', 'webhook_signature', 'authorization', 'Proxy-Authorization', 'authorizationHeader', 'bearer', 'passphrase'],
	...['pin', 'PIN', 'user_pin', 'userPin', 'pin code', 'otp', 'OTP', 'otp_code', 'totp', 'mfa', 'mfaCode', '2fa', 'ssn', 'employee_ssn', 'social security number', 'cvv', 'security_code', 'verification-code', 'backup_codes', 'recovery phrase'],
	...['cookie', 'Set-Cookie', 'cookies', 'session_id', 'sessionId', 'csrf', 'xsrf_token', 'connection_string', 'connectionString', 'connStr', 'dsn', 'sentryDsn', 'sas_url', 'sasToken', 'SAS', 'signed_url', 'presigned_url', 'magic_link'],
	...['webhook_url', 'webhookUrl', 'web_hook_uri', 'slack_webhook', 'incoming_webhook', 'pem', 'private_pem', 'pfx', 'keystore', 'psk', 'hmac', 'callback_state', 'execute_url', 'reauthorize_url', 'session_uri'],
	...['auth', 'Auth', 'sid', 'SID', 'sessid', 'PHPSESSID', 'connect.sid', 'nonce', 'oauth_nonce', 'code_verifier', 'codeVerifier', 'device_code', 'assertion', 'client_assertion', 'saml_response', 'SAMLResponse'],
	...['pswd', 'user_psw', 'geheim', 'senha', 'sig', 'write_key', 'project-key', 'dataKey', 'Portal Key', 'x-functions-key'],
	...['filter[access_token]', 'user%5Bpassword%5D', 'oauth.client_secret', 'KEY *'],
];

const HARMLESS = [
	...['compass', 'overpass', 'concert', 'primary_key', 'sort key', 'public-key', 'foreign_key', 'keyword', 'keyboard', 'monkey', 'region', 'token_count', 'token_type', 'Token Type', 'password_expires_at', 'tokenExpiresAt'],
	...['bypass_cache', 'passenger_class', 'secretary_email', 'certified_payroll', 'pass_through_account', 'Passport country', 'uncertain', 'pass_rate', 'passed', 'passion', 'passive'],
	...['spinning', 'shipping', 'shipping_method', 'happiness', 'adsn', 'pinned', 'opinion', 'pinterest_url', 'spin', 'footprint', 'laptop', 'robotpark', 'mfano', 'classname', 'assn', 'sassy', 'pemberton', 'dsnx', 'otpor'],
	...['postal_code', 'zip_code', 'country_code', 'currency_code', 'status_code', 'code', 'state', 'session', 'website', 'url', 'icon', 'webhook', 'webhook_id', 'settings_required_for_authorization', 'author', 'authority'],
	...['publishable_key', 'publicKey', 'rsa_public_key', 'partition-key', 'idempotencyKey', 'cache_key', 'account_sid', 'auth_type', 'auth_method', 'side', 'signal', 'design', 'oauth', 'announce', 'insert_keyword', 'client_assertion_type'],
	...['credentials_expire_at', 'oauth_credentials_source', 'expires_in', 'pin_count', 'mfa_enabled', 'otp_required', 'key_name', 'constructor', '__proto__', ''],
];

it.each(SECRETS)('S14: classifies %j as the name of a secret', (name) => expect(isSecretName(name)).toBe(true));

it.each(HARMLESS)('S14: does not classify %j as the name of a secret', (name) => expect(isSecretName(name)).toBe(false));

it.each([['pin', 'number'], ['otp_code', 'number'], ['passcode', 'number'], ['password', 'number'], ['ssn', 'number'], ['token', 'text'], ['tokens', 'text'], ['credentials', 'text'], ['api_key', 'text'], ['name', 'none']])('S14: classifies a number named %s as %s', (name, kind) =>
	expect(secretKind(name)).toBe(kind),
);

it('S14: classifies more names as secret in URL parameters', () => {
	expect(['state', 'code', 'SIG', 'nonce', 'session', 'sid', 'access_token'].filter((name) => !isSecretParameter(name))).toEqual([]);
	expect(['states', 'limit', 'codec', 'redirect_uri'].filter(isSecretParameter)).toEqual([]);
});

it('S14: classifies a name of a million characters by its ends, as fast as a short one', () => {
	expect(isSecretName(`${'a'.repeat(1_000_000)}_password`)).toBe(true);
	expect(isSecretName(`password_${'a'.repeat(1_000_000)}`)).toBe(true);
	expect(isSecretName('A'.repeat(1_000_000))).toBe(false);
});
