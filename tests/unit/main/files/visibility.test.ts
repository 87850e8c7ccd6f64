import { describe, expect, test } from 'vitest';
import {
  createVisibility,
  sharingSettings,
  viewOf,
  withoutVainPatterns,
} from '../../../../src/main/files/visibility.ts';

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
    'etc/ssh/ssh_host_ed25519_key',
    'ci/deploy_key',
    'my-deploy-key.txt',
    'private',
    'private.txt',
    'keys/private-key.txt',
    'live/privkey1.pem',
    'keys/myPrivKey.der',
    'PrivateKey.xml',
    'release.asc',
    'worker/.dev.vars',
    'worker/.dev.vars.production',
    '.flaskenv',
    '.vault_pass',
    'ansible/vault-password.txt',
    '.vault-pass.txt',
    'my-service-account.json',
    'gcp-key.json',
    'clouds.yaml',
    'application_default_credentials.json',
    '.sentryclirc',
    '.mylogin.cnf',
    'android/keystore.properties',
    'pip.conf',
    'NuGet.Config',
    'vpn/wg0.conf',
    'site/wp-config.php',
    'passwords.txt',
    'passwords.kdbx',
    '.vscode/sftp.json',
    'app/.vscode/sftp.json',
    '.idea/WebServers.xml',
    'otr.private_key',
    'srv/etc/shadow',
    'rootkey.csv',
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
    'src/password-input.tsx',
    'src/PrivateRoute.tsx',
    'app/private_messages.py',
    'docs/private-beta.md',
    'tokens.ts',
    'src/shadow/map.ts',
    '.vscode/settings.json',
    'config.php',
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
    expect(hidden('a/inner/x/y', { hidden: ['a/inner/'] })).toBe(true);
    expect(hidden('b/a/inner', { hidden: ['a/inner'] })).toBe(false);
    expect(hidden('b/a/inner', { hidden: ['**/a/inner'] })).toBe(true);
    expect(hidden('inner/x', { hidden: ['/inner'] })).toBe(true);
    expect(hidden('inner', { hidden: ['inner/**'] })).toBe(false);
    expect(hidden('a/b.draft.md', { hidden: ['**/*.draft.{md,txt}'] })).toBe(true);
    expect(hidden('x1', { hidden: ['x[0-4]'] })).toBe(true);
    expect(hidden('x5', { hidden: ['x[0-4]'] })).toBe(false);
    expect(hidden('x5', { hidden: ['x[!0-4]'] })).toBe(true);
  });

  test('composed and decomposed letters are the same', () => {
    expect(hidden('cle\u0301.txt', { hidden: ['cl\u00e9.txt'] })).toBe(true);
    expect(hidden('cl\u00e9.txt', { hidden: ['cle\u0301*'] })).toBe(true);
  });

  test('braces stand for each of their choices, stars and braces in them too', () => {
    const fits = (path: string, pattern: string) => hidden(path, { hidden: [pattern] });
    expect(['x.md', 'a.b.txt', 'ab'].map((path) => fits(path, '{x.{md,js},a.*.txt,a{,b}}'))).toEqual([
      true,
      true,
      true,
    ]);
    expect(['x.ts', 'a.txt', 'abc'].map((path) => fits(path, '{x.{md,js},a.*.txt,a{,b}}'))).toEqual([
      false,
      false,
      false,
    ]);
    expect([fits('a/x', '{a/x,b}'), fits('c/b', '{a/x,b}'), fits('c/a/x', '{a/x,b}')]).toEqual([true, true, false]);
  });

  test('stars find what stands between them wherever it is', () => {
    const fits = (path: string, pattern: string) => hidden(path, { hidden: [pattern] });
    expect(fits('one-two-three', '*o*t*e')).toBe(true);
    expect(fits('abab-ab', 'ab*ab*b')).toBe(true);
    expect(fits('abb', 'ab*ab*b')).toBe(false);
    expect(fits('a/x/b/y/b/c', 'a/**/b/**/c')).toBe(true);
    expect(fits('a/b/c', 'a/**/b/**/c')).toBe(true);
    expect(fits('a/x/c', 'a/**/b/**/c')).toBe(false);
    expect(fits('q/a1b/z/a2/b', '**/a*/b')).toBe(true);
    expect(fits('a/x1/y/x2/z', 'a/**/x*/**/z')).toBe(true);
  });

  test('no pattern and no name takes long, however they were made to', () => {
    const settings = {
      hidden: ['*a'.repeat(200), `${'*a*b'.repeat(100)}c`, `${'**/a/'.repeat(60)}b`, `${'**/*a*/'.repeat(40)}b`],
    };
    const visibility = createVisibility(sharingSettings.parse(settings));
    const startMs = performance.now();
    for (const name of ['~'.repeat(255), 'a'.repeat(255), 'ab'.repeat(127), '.1'.repeat(127), ' copy'.repeat(51)]) {
      visibility.isHidden(`${Array(30).fill(name).join('/')}/x`);
    }
    visibility.isHidden(Array(64).fill('a').join('/'));
    expect(performance.now() - startMs).toBeLessThan(1000);
  });

  test('a copy of a copy that is not looked into any further is hidden', () => {
    expect([hidden(`notes.txt${'~'.repeat(10)}`), hidden(`notes.txt${'~'.repeat(50)}`)]).toEqual([false, true]);
    expect(hidden(`server.pem${'~'.repeat(50)}`)).toBe(true);
  });

  test('a backslash in a name hides as a slash would', () => {
    expect([hidden('app\\.env'), hidden('.ssh\\config'), hidden('a\\b.txt')]).toEqual([true, true, false]);
  });

  test.each(['', '!x', 'a//b', '[', '{a', 'a\\b', '/', '{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}{a,b}'])(
    '%j is refused as a pattern',
    (pattern) => {
      expect(sharingSettings.safeParse({ hidden: [pattern] }).success).toBe(false);
    },
  );

  test('a leading ./ is taken for what it means, and patterns that fit no path are left out alone', () => {
    const written = { hidden: ['./secret/**', '../x', '*.pem'], shown: ['docs/../private'], readOnly: ['{./a,b}/*'] };
    const { settings, vain } = withoutVainPatterns(sharingSettings.parse(written));
    expect(vain).toEqual(['../x', 'docs/../private', '{./a,b}/*']);
    expect(settings).toEqual({ hidden: ['/secret/**', '*.pem'], shown: [], readOnly: [] });
    const { isHidden } = createVisibility(settings);
    expect(['secret/a', 'deep/secret/a', 'deep/a.pem'].map(isHidden)).toEqual([true, false, true]);
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

test('bears any path that others may name, however deep', () => {
  for (const folders of ['/'.repeat(4096), 'a/'.repeat(2048)]) {
    expect(hidden(folders)).toBe(false);
    expect(hidden(`${folders}.env`)).toBe(true);
    expect(hidden(`.ssh/${folders}b`)).toBe(true);
  }
  expect([hidden('/.env/a'), hidden('//a'), hidden('/a/.ssh')]).toEqual([true, false, true]);
});
