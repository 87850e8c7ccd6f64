import { writeFileSync } from 'node:fs';
import { boatRace } from './sample/boat-race.ts';

// Writes examples/boat-race.ensemble anew, or another file, plain or by a passphrase: `make-sample-recording.ts [FILE
// [PASSPHRASE]]`. It is the same every time, as long as nothing of its content has changed.
const [file = new URL('../examples/boat-race.ensemble', import.meta.url), passphrase = null] = process.argv.slice(2);
const bytes = await boatRace(passphrase);
writeFileSync(file, bytes);
console.log(`${file}: ${(bytes.length / 1024).toFixed(1)} kB`);
