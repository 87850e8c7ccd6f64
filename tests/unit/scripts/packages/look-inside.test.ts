import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { problemsInside } from '../../../../scripts/packages/look-inside.mjs';

const program = (machine: number): Buffer => {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0x7f454c46, 0);
  head.writeUInt16LE(machine, 18);
  return head;
};
const x64 = program(62);
const arm64 = program(183);

type Files = Record<string, { content: Buffer; unpacked?: boolean; mode?: number }>;

/** Writes an archive as Electron reads it. */
function archiveOf(files: Files): string {
  const resources = mkdtempSync(join(tmpdir(), 'ensemble-archive-'));
  onTestFinished(() => rmSync(resources, { recursive: true }));
  const root: { files: Record<string, unknown> } = { files: {} };
  const inside: Buffer[] = [];
  for (const [path, { content, unpacked = false, mode = 0o755 }] of Object.entries(files)) {
    const names = path.split('/');
    let folder = root.files as Record<string, { files: Record<string, unknown> }>;
    for (const name of names.slice(0, -1)) {
      folder[name] ??= { files: {} };
      folder = folder[name].files as typeof folder;
    }
    const offset = String(Buffer.concat(inside).length);
    (folder as Record<string, unknown>)[names.at(-1) as string] = unpacked
      ? { size: content.length, unpacked }
      : { size: content.length, offset };
    if (!unpacked) inside.push(content);
    else {
      const outside = join(resources, 'app.asar.unpacked', path);
      mkdirSync(dirname(outside), { recursive: true });
      writeFileSync(outside, content, { mode });
    }
  }
  const table = Buffer.from(JSON.stringify(root));
  const sizes = Buffer.alloc(16);
  for (const [at, size] of [4, table.length + 8, table.length + 4, table.length].entries()) {
    sizes.writeUInt32LE(size, at * 4);
  }
  writeFileSync(join(resources, 'app.asar'), Buffer.concat([sizes, table, ...inside]));
  return resources;
}

const lock = {
  packages: {
    'node_modules/rg': { version: '1.0.0', optionalDependencies: { 'rg-linux': '1.0.0' } },
    'node_modules/rg-linux': { version: '1.0.0', os: ['linux'], cpu: ['x64'] },
  },
};
const rg = 'node_modules/rg-linux/bin/rg';
const look = (files: Files) => problemsInside(archiveOf(files), { platform: 'linux', arch: 'x64' }, lock);

test('a package with the target’s programs beside its archive is whole', () => {
  const text = Buffer.from('#'.repeat(100));
  expect(look({ [rg]: { content: x64, unpacked: true }, 'src/main.js': { content: text } })).toEqual([]);
});

test.each<[string, Files, string[]]>([
  [
    'inside the archive',
    { [rg]: { content: x64 } },
    [`${rg} lies in the archive, where nothing can be started or loaded`, 'rg-linux is missing, or has no program'],
  ],
  [
    'of another processor',
    { [rg]: { content: arm64, unpacked: true } },
    [`${rg} is made for linux-arm64`, 'rg-linux is missing, or has no program'],
  ],
  [
    'that may not be executed',
    { [rg]: { content: x64, unpacked: true, mode: 0o644 } },
    [`${rg} may not be executed`, 'rg-linux is missing, or has no program'],
  ],
  ['missing', { 'src/main.js': { content: Buffer.from('') } }, ['rg-linux is missing, or has no program']],
  [
    'of another system beside the right ones, such as a prebuilt terminal helper',
    {
      [rg]: { content: x64, unpacked: true },
      'node_modules/pty/prebuilds/darwin/spawn-helper': {
        content: Buffer.concat([Buffer.from('cffaedfe0c000001', 'hex'), Buffer.alloc(60)]),
        unpacked: true,
      },
    },
    ['node_modules/pty/prebuilds/darwin/spawn-helper is made for darwin-arm64'],
  ],
])('a program %s is a problem', (_where, files, problems) => {
  expect(look(files)).toEqual(problems);
});
