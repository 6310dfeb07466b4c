const { existsSync, readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * Tests that take longer than a quarter of a second, because they wait or process large inputs. They are excluded, because each mutant may
 * run all of them. A fast test must prove the same. Titles, or parts of them, by file.
 */
const SLOW = {
	'unit/audit/visible.test.ts': ['no invisible character of Unicode reaches'],
	'unit/transport/paginate.test.ts': ['fails after a thousand pages more than the limit requires', 'fails after 5,000 pages'],
	'unit/transport/requestError.test.ts': ['leave no part of a secret where a long text was truncated'],
	'unit/transport/responseJson.test.ts': ['reads a megabyte of any content in linear time', 'rejects a body of tiny values only'],
	'unit/transport/texts.test.ts': ['allows http only for this machine'],
	'unit/trigger/delivery.test.ts': ['accepts a signed body with 60,000 keys', 'before it verifies the signature'],
	'unit/trigger/deduplication.test.ts': ['neither displaces dated events nor is displaced by them', 'contains the newest 2,000 events'],
	'unit/trigger/signature.test.ts': ['produces the signatures of a second implementation in Python', 'accepts at most 64 levels of objects and arrays'],
	'engine/auditMemory.test.ts': ['are separate for each consumer, if each has its own execution', 'are kept for 300 consumers', 'ends the audit, nothing disappears'],
	'engine/items.test.ts': ['keeps the order of 100 items', 'has at most %d requests under way'],
	'engine/transportClient.test.ts': ['ends with the retries and with the time', 'not at all after', 'takes a 404 for success when'],
	'engine/transportRun.test.ts': [
		'a 429 holds the other one back too',
		'a 503 does not',
		'a 429 that is not sent again holds the others back too',
		'a call that is refused a second time',
		'a retry after a %d that the gate would hold back',
		'ends the wait of a first attempt in the closed gate',
		'the wait in a closed gate ends',
	],
	'engine/triggerLifecycle.test.ts': ['succeeds if the response was lost and the subscription no longer exists'],
	'engine/triggerReceive.test.ts': ['an event whose time is an hour ahead'],
	'engine/triggerRefuse.test.ts': ['nested deep enough to overflow a stack'],
};

const TESTS = path.join(__dirname, '..');

for (const name of Object.keys(SLOW)) {
	if (!existsSync(path.join(TESTS, name))) throw new Error(`slowTests.cjs lists a file that does not exist: ${name}`);
}

/** Returns a function that decides by title whether a test of this file is too slow. */
exports.slowTestsOf = (file) => {
	const name = path.relative(TESTS, file).split(path.sep).join('/');
	const titles = SLOW[name] ?? [];
	const source = titles.length === 0 ? '' : readFileSync(file, 'utf8');
	for (const title of titles) {
		if (!source.includes(title)) throw new Error(`slowTests.cjs lists a test of ${name} that does not exist: ${title}`);
	}
	const patterns = titles.map((title) => title.split('%d'));
	return (title) => patterns.some((parts) => parts.every((part) => title.includes(part)));
};
