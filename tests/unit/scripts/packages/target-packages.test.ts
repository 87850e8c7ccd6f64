import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { inProject } from '../../../../scripts/lib/project.mjs';
import { packagesOfOneSystem, targetPackages } from '../../../../scripts/packages/target-packages.mjs';

const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));

test.each([
  [
    'linux',
    'arm64',
    ['@parcel/watcher-linux-arm64-glibc', '@vscode/ripgrep-linux-arm64', '@typescript/typescript-linux-arm64'],
  ],
  ['darwin', 'arm64', ['@parcel/watcher-darwin-arm64', '@vscode/ripgrep-darwin-arm64']],
  ['win32', 'x64', ['@parcel/watcher-win32-x64', '@vscode/ripgrep-win32-x64']],
])('a package for %s-%s carries the programs of that system', (platform, arch, names) => {
  const found = [...targetPackages(lock, { platform, arch }).keys()];
  expect(found).toEqual(expect.arrayContaining(names));
  expect(found.every((name) => name.includes(`${platform}-${arch}`))).toBe(true);
});

test('a target for which something of the app is not built is refused in words', () => {
  expect(() => targetPackages(lock, { platform: 'win32', arch: 'ia32' })).toThrow(
    '@parcel/watcher brings no program for win32-ia32: no package is built for it.',
  );
});

test('no compiled package of the system that builds is copied along', () => {
  const config = readFileSync(inProject('electron-builder.yml'), 'utf8');
  const left = /'!\*\*\/node_modules\/\{([^}]*-\*)\}\/\*\*'/.exec(config)?.[1]?.split(',') ?? [];
  const families = new Set(packagesOfOneSystem(lock).map((name) => /^(@[^/]+\/)?[^-]+/.exec(name)?.[0]));
  // A help of macOS alone, which nothing of ours asks for.
  expect(config).toContain("'!**/node_modules/fsevents/**'");
  families.delete('fsevents');
  expect(left.map((glob) => glob.replace('-*', '')).sort()).toEqual([...families].sort());
});
