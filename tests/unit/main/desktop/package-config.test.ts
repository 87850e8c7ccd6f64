import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { expect, test } from 'vitest';
import { inProject } from '../../../../scripts/lib/project.mjs';

const require = createRequire(createRequire(import.meta.url).resolve('electron-builder'));

interface PackageConfig {
  asar: boolean;
  asarUnpack: string[];
  electronFuses: Record<string, boolean>;
  files: (string | { from: string; to: string })[];
  mac: { entitlements: string; hardenedRuntime: boolean };
  protocols: { schemes: string[] }[];
  [key: string]: unknown;
}

function readConfig(): PackageConfig {
  const yaml: { load(text: string): unknown } = createRequire(require.resolve('app-builder-lib'))('js-yaml');
  return yaml.load(readFileSync(inProject('electron-builder.yml'), 'utf8')) as PackageConfig;
}

const { validateConfiguration } = require('app-builder-lib/out/util/config/config.js') as {
  validateConfiguration(config: object, logger: { isEnabled: boolean }): Promise<void>;
};

test('electron-builder takes the configuration as valid', async () => {
  await expect(validateConfiguration(readConfig(), { isEnabled: false })).resolves.toBeUndefined();
});

test('… and would notice a mistake in it', async () => {
  const config = { ...readConfig(), electronFuses: { runAsNodes: true } };
  await expect(validateConfiguration(config, { isEnabled: false })).rejects.toThrow('electronFuses');
});

test('what the configuration names is there, and the fuses are on the strict side', () => {
  const { electronFuses, mac, asar, asarUnpack, protocols } = readConfig();
  expect(existsSync(inProject(mac.entitlements))).toBe(true);
  expect(existsSync(inProject('src/main/desktop/resources/icon.png'))).toBe(true);
  expect([asar, mac.hardenedRuntime, protocols[0]?.schemes]).toEqual([true, true, ['ensemble']]);
  expect(asarUnpack.join()).toMatch(/@parcel\/watcher.*@vscode\/ripgrep/);
  expect(electronFuses).toEqual({
    resetAdHocDarwinSignature: true,
    runAsNode: true,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  });
});
