import { spawnSync } from 'node:child_process';

/**
 * A second implementation of the signature in Python, written from the published description alone. It shares no code with the node
 * for reading JSON, sorting keys and writing numbers. It reads [key, text][] and writes [deep, flat][].
 */
const SCRIPT = String.raw`
import hashlib, hmac, json, re, sys
from decimal import Decimal

def number(value):
    # As ECMAScript writes numbers: shortest digits, exponents from 1e21 and below 1e-6.
    if value == 0:
        return '0'
    _, digits, exponent = Decimal(repr(abs(value))).normalize().as_tuple()
    text = ''.join(map(str, digits))
    k, n = len(text), len(text) + exponent
    if k <= n <= 21:
        out = text + '0' * (n - k)
    elif 0 < n <= 21:
        out = text[:n] + '.' + text[n:]
    elif -6 < n <= 0:
        out = '0.' + '0' * -n + text
    else:
        out = text[0] + ('.' + text[1:] if k > 1 else '') + 'e' + ('+' if n > 0 else '-') + str(abs(n - 1))
    return ('-' if value < 0 else '') + out

def string(value):
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub('[\ud800-\udfff]', lambda lone: '\\u%04x' % ord(lone.group()), quoted)

def order(key):
    # JavaScript lists array indexes first, by value; the rest by UTF-16 units.
    index = re.fullmatch('0|[1-9][0-9]{0,9}', key) and int(key) < 2 ** 32 - 1
    return (0, int(key), b'') if index else (1, 0, key.encode('utf-16-be', 'surrogatepass'))

def canonical(value, deep, sort=True):
    if value is None or isinstance(value, bool):
        return json.dumps(value)
    if isinstance(value, str):
        return string(value)
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list):
        return '[' + ','.join(canonical(entry, deep, sort and deep) for entry in value) + ']'
    first = [key for key in value if order(key)[0] == 0]
    keys = sorted(value, key=order) if sort else sorted(first, key=order) + [key for key in value if key not in first]
    return '{' + ','.join(string(key) + ':' + canonical(value[key], deep, sort) for key in keys) + '}'

sys.stdin.reconfigure(encoding='utf-8')
result = []
for key, text in json.load(sys.stdin):
    body = json.loads(text, parse_int=float)
    forms = [canonical(body, deep).encode('utf-8') for deep in (True, False)]
    result.append([hmac.new(key.encode('utf-8'), form, hashlib.sha256).hexdigest() for form in forms])
json.dump(result, sys.stdout)
`;

export const hasPython = spawnSync('python3', ['-c', 'import sys; sys.exit(sys.version_info < (3, 7))']).status === 0;

export interface Signatures {
	/** With objects inside arrays sorted. */
	deep: string;
	/** With arrays as they were sent. */
	flat: string;
}

/** Both published signatures of each body, computed by python3. Throws Python's error output. */
export function signByPython(bodies: Array<{ key: string; text: string }>): Signatures[] {
	const input = JSON.stringify(bodies.map(({ key, text }) => [key, text]));
	const { status, stdout, stderr } = spawnSync('python3', ['-c', SCRIPT], { input, encoding: 'utf8', maxBuffer: 1e8 });
	if (status !== 0) throw new Error(stderr);
	return (JSON.parse(stdout) as Array<[string, string]>).map(([deep, flat]) => ({ deep, flat }));
}

export const hasOpenssl = spawnSync('openssl', ['version']).status === 0;

/** HMAC-SHA256 of a text as openssl computes it, hex. */
export function hmacByOpenssl(key: string, text: string): string {
	const { stdout } = spawnSync('openssl', ['dgst', '-sha256', '-hmac', key], { input: text, encoding: 'utf8' });
	return stdout.trim().split(' ').at(-1) ?? '';
}
