const { readFileSync } = require('node:fs');
const path = require('node:path');

/**
 * Tests that take longer than a quarter of a second: they wait, or they work through large inputs. Each mutant may run all of
 * them, so they are left out: a fast test must prove the same. Titles, or parts of them, by file.
 */
const SLOW = {
	'unit/audit/visible.test.ts': ['no invisible character of Unicode reaches'],
	'unit/transport/pages.test.ts': ['reads a thousand pages more than a limit needs', 'ends at 5,000 pages'],
	'unit/transport/requestError.test.ts': ['leaves no part of a secret where a long text was cut'],
	'unit/transport/responseJson.test.ts': ['is done with a megabyte of anything', 'refuses a body that is nothing but tiny values'],
	'unit/transport/texts.test.ts': ['never lets http leave this machine'],
	'unit/trigger/delivery.test.ts': ['takes a signed body with 60,000 keys', 'before it spends time on it'],
	'unit/trigger/seenEvents.test.ts': ['neither pushes out others nor is pushed out by them', 'holds the newest 2,000 events'],
	'unit/trigger/signature.test.ts': ['has the values of a second implementation in Python', 'goes 64 levels deep and no further'],
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
	'engine/triggerLifecycle.test.ts': ['is content when the answer was lost and it is gone then'],
	'engine/triggerReceive.test.ts': ['one whose time is an hour ahead'],
	'engine/triggerRefuse.test.ts': ['nested deep enough to overflow a stack'],
};

const TESTS = path.join(__dirname, '..');

/** For a test file: tells by its title whether a test is too slow to judge. */
exports.slowTestsOf = (file) => {
	const name = path.relative(TESTS, file).split(path.sep).join('/');
	const titles = SLOW[name] ?? [];
	const source = titles.length === 0 ? '' : readFileSync(file, 'utf8');
	for (const title of titles) {
		if (!source.includes(title)) throw new Error(`slowTests.cjs names a test of ${name} that is not there: ${title}`);
	}
	const patterns = titles.map((title) => title.split('%d'));
	return (title) => patterns.some((parts) => parts.every((part) => title.includes(part)));
};
