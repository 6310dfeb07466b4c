// Prints every row of an SQLite file as one line of JSON, with blobs as base64. Needs the Node 24 that n8n uses.
const { DatabaseSync } = require('node:sqlite');

const database = new DatabaseSync(process.argv[2], { readOnly: true });
const quoted = (name) => `"${name.replaceAll('"', '""')}"`;
const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'").all();
for (const { name: table } of tables) {
	for (const row of database.prepare(`SELECT * FROM ${quoted(table)}`).iterate()) {
		const columns = Object.entries(row).map(([key, value]) => [
			key,
			value instanceof Uint8Array ? Buffer.from(value).toString('base64') : String(value),
		]);
		process.stdout.write(`${JSON.stringify({ table, columns: Object.fromEntries(columns) })}\n`);
	}
}
