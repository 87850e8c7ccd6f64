import { readFileSync, writeFileSync } from 'node:fs';
import { protocolVersion } from '../src/shared/core/version.ts';
import { wireHash } from './protocol/wire-hash.ts';

// Records the wire's hash under the present protocol version. A released version must keep its hash: raise
// `protocolVersion` first. `--unreleased` replaces the hash of a version that nobody has yet.
const file = new URL('../tests/fixtures/wire-hash.json', import.meta.url);
const recorded = JSON.parse(readFileSync(file, 'utf8')) as Record<string, string>;
const hash = wireHash();
const known = recorded[protocolVersion];
if (known !== undefined && known !== hash && !process.argv.includes('--unreleased')) {
  console.error(`Protocol ${protocolVersion} has another hash already: raise protocolVersion, or say --unreleased.`);
  process.exitCode = 1;
} else {
  writeFileSync(file, `${JSON.stringify({ ...recorded, [protocolVersion]: hash }, null, 2)}\n`);
  console.log(`protocol ${protocolVersion}: ${hash}`);
}
