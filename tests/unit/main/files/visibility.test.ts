import { describe, expect, test } from 'vitest';
import { createVisibility, sharingSettings, viewOf } from '../../../../src/main/files/visibility.ts';

function hidden(path: string, settings: { hidden?: string[]; shown?: string[] } = {}): boolean {
  return createVisibility(sharingSettings.parse(settings)).isHidden(path);
}

describe('hidden by default', () => {
  test.each([
    '.env',
    '.env.local',
    'app/.env.production',
    '.envrc',
    'prod.env',
    'server.pem',
    'tls/site.key',
    'a.p12',
    'a.pfx',
    'a.jks',
    'a.keystore',
    'home/id_rsa',
    'id_ed25519.pub',
    '.npmrc',
    '.netrc',
    '.pypirc',
    '.git-credentials',
    '.aws/credentials',
    '.aws/config',
    '.ssh/known_hosts',
    '.docker/config.json',
    'ci/.docker/config.json',
    '.kube/config',
    'terraform.tfstate',
    'terraform.tfstate.backup',
    'secrets.yaml',
    'config/secrets.json',
    'service-account-prod.json',
    'credentials.json',
    '.htpasswd',
    '.git',
    '.git/config',
    'modules/lib/.git/config',
    '.ensemble/log.db',
    '.bash_history',
  ])('%s', (path) => expect(hidden(path)).toBe(true));

  test.each([
    '',
    'README.md',
    'src/environment.ts',
    '.gitignore',
    '.github/workflows/ci.yml',
    'keys.ts',
    'src/key',
    'docker/config.json',
    'monkey.txt',
  ])('not %j', (path) => expect(hidden(path)).toBe(false));

  test.each([
    '.env~',
    '.env.swp',
    '.server.pem.swp',
    'server.pem.bak',
    'server.pem~',
    '#server.pem#',
    '.#server.pem',
    'server.pem copy',
    'id_rsa (1)',
    '.npmrc.orig',
    'site.key.1',
  ])('a copy that an editor or a person left: %s', (path) => expect(hidden(path)).toBe(true));

  test.each([
    '.ENV',
    '.Env.Local',
    '.GIT/config',
    'ID_RSA',
    'id_r\u017fa',
    '.g\u200cit/config',
    '.\u212aube/config',
    '.env.',
    '.env ',
    '\uff0eenv',
    'Server.PEM',
  ])('in a spelling that some disk takes for the same name: %j', (path) => expect(hidden(path)).toBe(true));
});

describe('the host decides', () => {
  test('what is shown by name is seen, and nothing else', () => {
    const settings = { shown: ['.env.example', '.git'] };
    expect(hidden('.env.example', settings)).toBe(false);
    expect(hidden('app/.ENV.EXAMPLE', settings)).toBe(false);
    expect(hidden('.env', settings)).toBe(true);
    expect(hidden('.git/HEAD', settings)).toBe(false);
    expect(hidden('.git/credentials', settings)).toBe(true);
  });

  test('showing a folder does not show the keys in it', () => {
    expect(hidden('config/server.pem', { shown: ['config', 'config/**'] })).toBe(false);
    expect(hidden('config/server.pem', { shown: ['config'] })).toBe(true);
  });

  test('patterns are names at any depth, or paths from the folder', () => {
    expect(hidden('a/b/notes.txt', { hidden: ['notes.txt'] })).toBe(true);
    expect(hidden('a/private/x/y', { hidden: ['a/private/'] })).toBe(true);
    expect(hidden('b/a/private', { hidden: ['a/private'] })).toBe(false);
    expect(hidden('b/a/private', { hidden: ['**/a/private'] })).toBe(true);
    expect(hidden('private/x', { hidden: ['/private'] })).toBe(true);
    expect(hidden('private', { hidden: ['private/**'] })).toBe(false);
    expect(hidden('a/b.draft.md', { hidden: ['**/*.draft.{md,txt}'] })).toBe(true);
    expect(hidden('x1', { hidden: ['x[0-4]'] })).toBe(true);
    expect(hidden('x5', { hidden: ['x[0-4]'] })).toBe(false);
    expect(hidden('x5', { hidden: ['x[!0-4]'] })).toBe(true);
  });

  test('composed and decomposed letters are the same', () => {
    expect(hidden('cle\u0301.txt', { hidden: ['cl\u00e9.txt'] })).toBe(true);
    expect(hidden('cl\u00e9.txt', { hidden: ['cle\u0301*'] })).toBe(true);
  });

  test.each(['', '!x', 'a//b', '[', '{a', 'a\\b', '/'])('%j is refused as a pattern', (pattern) => {
    expect(sharingSettings.safeParse({ hidden: [pattern] }).success).toBe(false);
  });
});

test('a guest may read what is read-only and change what is not; the owner may do both', () => {
  const visibility = createVisibility(sharingSettings.parse({ readOnly: ['docs', '*.lock'] }));
  const guest = viewOf({ isOwner: false }, visibility);
  const owner = viewOf({ isOwner: true }, visibility);
  expect([guest.sees('docs/a.md'), guest.mayChange('docs/a.md'), owner.mayChange('docs/a.md')]).toEqual([
    true,
    false,
    true,
  ]);
  expect([guest.mayChange('src/a.ts'), guest.mayChange('.env'), owner.sees('.env')]).toEqual([true, false, true]);
});

test('nobody sees our temporary files', () => {
  const visibility = createVisibility(sharingSettings.parse({ shown: ['**'] }));
  for (const isOwner of [true, false]) {
    const view = viewOf({ isOwner }, visibility);
    expect([view.sees('a/.~ensemble-x1'), view.sees('.~Ensemble-x1/b'), view.sees('a/.~other')]).toEqual([
      false,
      false,
      true,
    ]);
  }
});
