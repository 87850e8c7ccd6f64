import { execFile } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join as joinPath } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { inProject } from '../../../../scripts/lib/project.mjs';
import { join } from '../../../../src/client/sdk/index.ts';
import { installPacked, packSdk } from '../../../lib/packed-sdk.ts';
import { SharedFolder } from '../host/host-fixture.ts';

const run = promisify(execFile);
const base = mkdtempSync(joinPath(tmpdir(), 'ensemble-packed-'));
const [tarballs, program] = ['tarballs', 'program'].map((name) => joinPath(base, name)) as [string, string];

beforeAll(async () => {
  for (const folder of [tarballs, program]) mkdirSync(folder);
  await installPacked(program, await packSdk(tarballs), joinPath(base, 'cache'));
}, 180_000);
afterAll(() => rmSync(base, { recursive: true, force: true }));

it('has its code, its types, its license and its readme, and nothing else', () => {
  const own = joinPath(program, 'node_modules', '@ensemble', 'sdk');
  expect(readdirSync(own).sort()).toEqual(['LICENSE', 'README.md', 'dist', 'package.json']);
  const { license, types, exports, ...rest } = JSON.parse(readFileSync(joinPath(own, 'package.json'), 'utf8')) as {
    license: string;
    types: string;
    exports: Record<string, { types: string; default: string }>;
    private?: boolean;
  };
  expect([license, rest.private]).toEqual(['MIT', undefined]);
  expect(readFileSync(joinPath(own, 'LICENSE'), 'utf8')).toBe(readFileSync(inProject('LICENSE'), 'utf8'));
  const named = [types, ...Object.values(exports).flatMap((each) => [each.types, each.default])];
  expect(named.filter((path) => !existsSync(joinPath(own, path)))).toEqual([]);
  const files = readdirSync(joinPath(own, 'dist'), { recursive: true, encoding: 'utf8' });
  expect(files.filter((name) => name.endsWith('.ts') && !name.endsWith('.d.ts'))).toEqual([]);
});

it.runIf(process.env.ENSEMBLE_LONG_ATTACKS === '1')(
  'joins a session from a folder in which nothing but it was installed',
  async () => {
    const folder = new SharedFolder({ 'a.txt': 'one\n' });
    const link = await (await folder.host()).share();
    const looker = await join({ link, name: 'Looker' });
    onTestFinished(() => looker.leave());
    writeFileSync(
      joinPath(program, 'program.js'),
      `import { join } from '@ensemble/sdk/node';
const session = await join({ link: process.argv[2], name: 'Packed', type: 'service' });
const text = await session.documents.open('a.txt');
await text.append('two\\n');
await text.save();
await session.state.set('packed', { text: text.text, me: session.me.name });
await session.leave();
process.exit();
`,
    );
    await run(process.execPath, ['program.js', link], { cwd: program, timeout: 60_000 });
    expect(looker.state.get('packed')).toEqual({ text: 'one\ntwo\n', me: 'Packed' });
    expect(readFileSync(joinPath(folder.folder, 'a.txt'), 'utf8')).toBe('one\ntwo\n');
  },
  90_000,
);
