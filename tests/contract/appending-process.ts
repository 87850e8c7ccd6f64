import { DatabaseSync } from 'node:sqlite';
import { SqliteLog } from '../../server/log/sqlite-log.ts';
import { TailFile } from '../../server/log/tail-file.ts';
import { sampleEntry, sampleId } from './sample-entries.ts';

// Appends for ever, in batches of three, and says which seq it was told is safe. Somebody else ends it.
const file = process.argv[2]!;
const log = new SqliteLog(new DatabaseSync(file), new TailFile(`${file}.tail`), () => Date.now());
const term = await log.claim(sampleId('session'));
for (let n = 1; ; n += 3) {
  const batch = [n, n + 1, n + 2].map((each) => sampleEntry({ n: each, body: new Uint8Array(each % 900).fill(each) }));
  const stamps = await log.append(sampleId('session'), term, batch);
  process.stdout.write(`${stamps.at(-1)!.seq}\n`);
}
