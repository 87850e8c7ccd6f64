import { spawn } from 'node:child_process';
import { chmodSync, existsSync, readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as turn } from 'node:timers/promises';
import { afterEach, expect, it, vi } from 'vitest';
import { Repository } from '../../../../src/main/git/repository.ts';
import { GitFolder } from './git-fixture.ts';

afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllEnvs();
});

/** Says whether a Git looks at the status of a folder just now. */
const looks = (root: string) =>
  readdirSync('/proc').some((pid) => {
    try {
      return (
        readlinkSync(`/proc/${pid}/cwd`) === root && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('status')
      );
    } catch {
      return false;
    }
  });

/** A repository at which Git would look for hours, by a rule that a guest can write. */
function endless(): GitFolder {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  folder.write(`${'a/'.repeat(30)}${'a'.repeat(100)}`, '');
  folder.write('.gitignore', `${'**/a/'.repeat(14)}b\n`);
  return folder;
}

it.runIf(process.platform === 'linux')('a look ends at once with the host', async () => {
  const folder = endless();
  const service = folder.service();
  await vi.waitFor(() => expect(looks(folder.root)).toBe(true), { timeout: 20_000 });
  const beganMs = performance.now();
  await service.close();
  expect(performance.now() - beganMs).toBeLessThan(2000);
  expect(looks(folder.root)).toBe(false);
});

it.runIf(process.platform === 'linux')('a look ends when the host is killed', async () => {
  const folder = endless();
  const host = spawn(process.execPath, [join(import.meta.dirname, 'looking-host.ts'), folder.root], {
    stdio: 'ignore',
  });
  await vi.waitFor(() => expect(looks(folder.root)).toBe(true), { timeout: 10_000 });
  host.kill('SIGKILL');
  await vi.waitFor(() => expect(looks(folder.root)).toBe(false), { timeout: 20_000 });
});

it.runIf(process.platform !== 'win32')('a look that takes too long ends in words that say what to do', async () => {
  const folder = GitFolder.committed({ 'a.txt': 'one\n' });
  const [program, mark] = [join(folder.base, 'slow-git'), join(folder.base, 'looking')];
  folder.write(
    '../slow-git',
    `#!/bin/sh\ncase " $* " in *' status '*) touch '${mark}'; sleep 60;; esac\nexec git "$@"\n`,
  );
  chmodSync(program, 0o755);
  vi.stubEnv('ENSEMBLE_GIT', program);
  const repository = await Repository.open(folder.root, '', { closing: new AbortController().signal });
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const refused = expect(repository.status()).rejects.toThrow(/more than 15 seconds.*\.gitignore/);
  while (!existsSync(mark)) await turn();
  vi.advanceTimersByTime(15_000);
  await refused;
});
