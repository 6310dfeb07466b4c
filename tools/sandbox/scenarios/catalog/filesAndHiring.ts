import { entry, fakeKey, field, option } from './build';

const OAUTH = { auth_type: 'oauth2', oauth_grant_type: 'authorization_code' } as const;
const FILES = ['files', 'folders', 'drives', 'shared-links'];
const HIRING = ['jobs', 'applicants', 'applications'];

export const FILES_AND_HIRING = [
	entry({
		...OAUTH,
		unified_api: 'file-storage',
		service_id: 'google-drive',
		name: 'Google Drive',
		tag_line: 'Files shared across a workspace.',
		resources: FILES,
		form_fields: [
			field('drive_id', 'Shared drive', 'filtered-select', {
				options: [option('Company', 'drv-1'), option('Archive', 'drv-2')],
			}),
		],
	}),
	entry({
		...OAUTH,
		unified_api: 'file-storage',
		service_id: 'sharepoint',
		name: 'SharePoint',
		tag_line: 'Sites and document libraries.',
		resources: FILES,
		form_fields: [field('site', 'Site', 'text', { required: true, prefix: 'https://', suffix: '.sharepoint.com' })],
		settings: { site: 'sandbox' },
	}),
	entry({
		...OAUTH,
		unified_api: 'file-storage',
		service_id: 'box',
		name: 'Box',
		tag_line: 'Content management with fine-grained access.',
		resources: FILES,
	}),
	entry({
		unified_api: 'ats',
		service_id: 'greenhouse',
		name: 'Greenhouse',
		tag_line: 'Structured hiring.',
		auth_type: 'apiKey',
		resources: HIRING,
		validation_support: true,
		form_fields: [
			field('api_key', 'Harvest API key', 'password', { required: true, sensitive: true }),
			field('on_behalf_of', 'On behalf of', 'number', { description: 'The id of the user that changes are made for.' }),
		],
		custom_mappings: [
			{
				id: 'ats+applicants+source_channel',
				label: 'Source channel',
				description: 'Where an applicant came from',
				key: 'source_channel',
				required: true,
				custom_field: true,
				example: 'Referral',
			},
		],
		settings: { api_key: fakeKey('greenhouse'), on_behalf_of: 158_104 },
	}),
	entry({
		...OAUTH,
		unified_api: 'ats',
		service_id: 'lever',
		name: 'Lever',
		tag_line: 'Applicant tracking and nurture.',
		resources: HIRING,
	}),
	entry({
		unified_api: 'ats',
		service_id: 'career-board',
		name: 'Career Board',
		tag_line: 'A public list of jobs: nothing to authorize.',
		auth_type: 'none',
		resources: ['jobs'],
		has_guide: false,
	}),
];
