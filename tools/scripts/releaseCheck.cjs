/** What stands in the way of a release. Free of dependencies: it runs before anything is installed. */
const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

/** The author and repository this project was written under: placeholders until somebody publishes it (docs/publishing.md). */
const PLACEHOLDER_NAME = 'n8n-nodes-apideck-vault maintainers';
const PLACEHOLDER_EMAIL = 'n8n-nodes-apideck-vault@users.noreply.github.com';
const PLACEHOLDER_REPOSITORY = 'n8n-nodes-apideck-vault/n8n-nodes-apideck-vault';

/** Files that name the repository in links. */
const LINKING = [
	...['package.json', 'README.md', 'CONTRIBUTING.md', 'SECURITY.md', 'CHANGELOG.md', '.github/ISSUE_TEMPLATE/config.yml'],
	...['credentials/ApideckApi.credentials.ts', 'nodes/ApideckVault/ApideckVault.node.json', 'nodes/ApideckVault/ApideckVaultTrigger.node.json'],
];

/** Trusted publishing needs this npm (docs.npmjs.com/trusted-publishers). */
const OLDEST_NPM = [11, 5, 1];

const isOlder = (version, [major, minor, patch]) => {
	const [a, b, c] = version.split('.').map((part) => parseInt(part, 10));
	return a !== major ? a < major : b !== minor ? b < minor : c < patch;
};

/**
 * Everything that speaks against publishing, a sentence each; nothing when the release may go out.
 * @param {string} root the project's folder
 * @param {{ tag: string, repository: string, npm: string }} release the pushed tag, `owner/name` of the repository whose workflow
 *   publishes, and npm's version
 */
function releaseProblems(root, { tag, repository, npm }) {
	const read = (name) => (existsSync(path.join(root, name)) ? readFileSync(path.join(root, name), 'utf8') : '');
	const { version, author, homepage, repository: named } = JSON.parse(read('package.json'));
	const lock = JSON.parse(read('package-lock.json'));
	const problems = [];
	const unless = (fine, problem) => void (fine || problems.push(problem));

	unless(/^\d+\.\d+\.\d+$/.test(version), `package.json's version ${version} is not of the form 1.2.3: npm would make a pre-release the newest version`);
	unless(tag === `v${version}`, `the tag is ${tag}, package.json says ${version}`);
	unless(lock.version === version && lock.packages[''].version === version, 'package-lock.json has another version');
	const heading = new RegExp(`^## ${version.replaceAll('.', '\\.')} - \\d{4}-\\d{2}-\\d{2}$`, 'm');
	unless(heading.test(read('CHANGELOG.md')), `CHANGELOG.md has no line "## ${version} - <date as 2026-01-31>"`);

	const url = `https://github.com/${repository}`;
	unless(named.url === `git+${url}.git`, `package.json's repository is ${named.url}, and npm would refuse a provenance statement of ${url}`);
	unless(homepage.startsWith(`${url}#`), `package.json's homepage is not in ${url}`);
	unless(author.email !== PLACEHOLDER_EMAIL && author.name !== PLACEHOLDER_NAME, "package.json's author is still the placeholder");
	unless(!read('LICENSE.md').includes(PLACEHOLDER_NAME), 'LICENSE.md still names the placeholder as copyright holder');
	if (repository !== PLACEHOLDER_REPOSITORY) {
		for (const name of LINKING) unless(!read(name).includes(PLACEHOLDER_REPOSITORY), `${name} still links to the placeholder repository`);
	}
	unless(!isOlder(npm, OLDEST_NPM), `npm ${npm} is too old for trusted publishing: ${OLDEST_NPM.join('.')} or newer`);
	return problems;
}

function main([tag, repository, npm]) {
	if (!tag || !repository || !npm) {
		console.error('Usage: node tools/scripts/releaseCheck.cjs <tag> <owner/name of the repository> <version of npm>');
		return 1;
	}
	const problems = releaseProblems(path.join(__dirname, '..', '..'), { tag, repository, npm });
	problems.forEach((problem) => console.error(`- ${problem}`));
	console.log(problems.length === 0 ? `${tag} may be published.` : `${tag} must not be published: ${problems.length} reasons.`);
	return problems.length === 0 ? 0 : 1;
}

if (require.main === module) process.exitCode = main(process.argv.slice(2));

module.exports = { releaseProblems };
