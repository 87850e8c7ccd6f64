import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { openFile } from '../../../../src/client/shared-file.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { guestOf, textBecomes } from '../../main/host/host-fixture.ts';
import { temporaryFolder } from './gateway-fixture.ts';

const cli = resolve(import.meta.dirname, '../../../../src/cli/ensemble.ts');

/** `ensemble host` as a process of its own, sharing a folder on this machine. */
class HostProcess {
  readonly #child: ChildProcess;
  readonly link: Promise<string>;

  constructor(folder: string, home: string, share: boolean) {
    const args = [cli, 'host', folder, '--no-open', '--address', '127.0.0.1'];
    if (share) args.push('--share', '--admit-everyone');
    const env = { ...process.env, ENSEMBLE_HOME: home };
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child = child;
    onTestFinished(() => this.kill());
    this.link = new Promise((found, failed) => {
      let output = '';
      let link = '';
      child.stdout.setEncoding('utf8').on('data', (chunk: string) => {
        output += chunk;
        link ||= /^invite: (\S+)$/m.exec(output)?.[1] ?? '';
        if (/^ready: /m.test(output)) found(link);
      });
      child.once('exit', () => failed(new Error(`the host ended: ${output}`)));
    });
  }

  /** Ends it without a word, as the machine's loss of power would. */
  async kill(): Promise<void> {
    if (this.#child.exitCode !== null || this.#child.signalCode !== null) return;
    const gone = new Promise((resolveGone) => this.#child.once('exit', resolveGone));
    this.#child.kill('SIGKILL');
    await gone;
  }
}

/** Types numbered words, noting those that the log has acknowledged. */
async function type(client: SessionClient, document: TextDocument, name: string, count: number): Promise<string[]> {
  const acknowledged: string[] = [];
  for (let i = 0; i < count; i++) {
    const word = `<${name}${i}>`;
    document.edit([{ offset: document.length, deleteLength: 0, insertText: word }]);
    document.flush();
    const before = client.unsentCount;
    await client.settled();
    if (before > 0) acknowledged.push(word);
  }
  return acknowledged;
}

it('loses nothing that was acknowledged when it is killed, and is found under the same link', async () => {
  const base = temporaryFolder();
  const [folder, home] = [join(base, 'project'), join(base, 'home')];
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'seed ');
  const first = new HostProcess(folder, home, true);
  const link = await first.link;
  const [ada, bob] = await Promise.all([guestOf(link, 'Ada'), guestOf(link, 'Bob')]);
  const [adas, bobs] = await Promise.all([openFile(ada, 'a.txt'), openFile(bob, 'a.txt')]);
  const acknowledged = (await Promise.all([type(ada, adas, 'a', 12), type(bob, bobs, 'b', 12)])).flat();
  expect(acknowledged.length).toBeGreaterThan(0);

  // In the middle: both go on typing while it is gone.
  const more = Promise.all([type(ada, adas, 'x', 5), type(bob, bobs, 'y', 5)]);
  await first.kill();
  const second = new HostProcess(folder, home, false);
  await second.link;
  ada.reconnect();
  bob.reconnect();
  const later = (await more).flat();

  const late = await guestOf(link, 'Late');
  const text = await openFile(late, 'a.txt');
  const whole = (document: TextDocument) =>
    textBecomes(document, (now) => [...acknowledged, ...later].every((word) => now.split(word).length === 2));
  await Promise.all([whole(adas), whole(bobs), whole(text)]);
  expect([adas.toString(), bobs.toString()]).toEqual([text.toString(), text.toString()]);
  expect(text.toString().split('seed ')).toHaveLength(2);
  expect(text.toString()).toHaveLength('seed '.length + [...acknowledged, ...later].join('').length);
}, 60_000);
