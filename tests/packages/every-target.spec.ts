import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { inProject } from '../../scripts/lib/project.mjs';
import { problemsInside } from '../../scripts/packages/look-inside.mjs';
import { type BuildWish, BuiltPackage } from './lib/built-package.ts';
import type { Arch, Platform } from './lib/dummy-electron.ts';

const lock = JSON.parse(readFileSync(inProject('package-lock.json'), 'utf8'));
const codesign = { tools: { codesign: 'exit 0' } };

async function withPackage(
  platform: Platform,
  arch: Arch,
  wish: BuildWish,
  look: (built: BuiltPackage) => void,
): Promise<void> {
  const built = await BuiltPackage.build(platform, arch, wish);
  try {
    look(built);
  } finally {
    built.remove();
  }
}

for (const platform of ['linux', 'darwin', 'win32'] as const) {
  for (const arch of ['x64', 'arm64'] as const) {
    test(`a package for ${platform}-${arch} carries the programs of that system alone, and its fuses`, async () => {
      await withPackage(platform, arch, platform === 'darwin' ? codesign : {}, (built) => {
        expect(built.output).toContain('executing @electron/fuses');
        expect(built.code).toBe(0);
        expect(problemsInside(built.resources, built, lock)).toEqual([]);
        expect(built.fuses).toBe('11001100');
        if (platform === 'darwin') lookIntoMacApp(built);
        if (platform === 'win32') expect(existsSync(join(built.appFolder, 'Ensemble.exe'))).toBe(true);
      });
    });
  }
}

function lookIntoMacApp(built: BuiltPackage): void {
  // The signature that the fuses broke is made anew over the whole app.
  const calls = built.callsOf('codesign').trim().split('\n');
  expect(calls.slice(0, 3)).toEqual(['--sign', '-', '--force']);
  expect(calls.at(-1)).toMatch(/Ensemble\.app$/);
  const plist = readFileSync(join(built.appFolder, 'Info.plist'), 'utf8');
  for (const kind of ['Camera', 'Microphone', 'ScreenCapture', 'AudioCapture', 'LocalNetwork'])
    expect(plist).toContain(`<key>NS${kind}UsageDescription</key>`);
  expect(plist).toMatch(/<key>CFBundleURLSchemes<\/key>\s*<array>\s*<string>ensemble<\/string>/);
  expect(plist).toMatch(/<key>CFBundleTypeExtensions<\/key>\s*<array>\s*<string>ensemble<\/string>/);
  expect(plist).toContain('<string>public.folder</string>');
  expect(readdirSync(join(built.appFolder, 'Frameworks'))).toContain('Ensemble Helper (Renderer).app');
}

test('a package for Macs is refused where nothing can sign it', async () => {
  test.skip(process.platform === 'darwin', 'here it can be signed');
  await withPackage('darwin', 'arm64', {}, (built) => {
    expect(built.output).toContain('packages for Macs are built on a Mac, where codesign mends it');
    expect(built.code).not.toBe(0);
    expect(existsSync(join(built.folder, 'out', 'mac-arm64'))).toBe(false);
  });
});

test('a deb names a page, opens folders, recordings and invites, and has its icons', async () => {
  test.skip(process.platform !== 'linux', 'fpm is looked for on Linux');
  const fpm = `for last in "$@"; do case "$last" in *.desktop=*) cat "\${last%%=*}" >> "$0.desktop";; esac; done`;
  const tools = { fpm: `${fpm}\nwhile [ $# -gt 0 ]; do [ "$1" = --package ] && : > "$2"; shift; done` };
  const env = { USE_SYSTEM_FPM: 'true', ENSEMBLE_HOMEPAGE: 'https://boats.test' };
  await withPackage('linux', 'x64', { targets: ['deb'], tools, env }, (built) => {
    expect(built.output).toContain('target=deb');
    expect(built.code).toBe(0);
    const calls = built.callsOf('fpm');
    expect(calls).toContain('--url\nhttps://boats.test\n');
    expect(calls).toMatch(/512x512\.png=\/usr\/share\/icons\/hicolor\/512x512\/apps\/ensemble-desktop\.png/);
    const entry = readFileSync(join(built.folder, 'bin', 'fpm.desktop'), 'utf8');
    expect(entry).toMatch(/^Exec=\/opt\/Ensemble\/ensemble-desktop %U$/m);
    for (const kind of ['inode/directory', 'application/x-ensemble-recording', 'x-scheme-handler/ensemble'])
      expect(entry).toMatch(new RegExp(`^MimeType=.*${kind};`, 'm'));
  });
});
