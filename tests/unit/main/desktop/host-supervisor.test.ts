import { beforeEach, describe, expect, test, vi } from 'vitest';
import type { HostTrouble } from '../../../../src/main/desktop/folder-pages.ts';
import { hostCommand } from '../../../../src/main/desktop/host-command.ts';
import { type HostProcess, HostSupervisor } from '../../../../src/main/desktop/host-supervisor.ts';

class FakeHost implements HostProcess {
  say = (_text: string): void => undefined;
  report = (_message: unknown): void => undefined;
  exit = (): void => undefined;
  readonly sent: unknown[] = [];
  killed = false;

  onOutput(listener: (text: string) => void): void {
    this.say = listener;
  }
  onMessage(listener: (message: unknown) => void): void {
    this.report = listener;
  }
  onExit(listener: () => void): void {
    this.exit = listener;
  }
  send(message: unknown): void {
    this.sent.push(message);
  }
  kill(): void {
    this.killed = true;
    this.exit();
  }
}

const hosts: FakeHost[] = [];
const urls: string[] = [];
const troubles: HostTrouble[] = [];
const guests: number[] = [];
const last = (): FakeHost => hosts.at(-1)!;

function supervisor(): HostSupervisor {
  return new HostSupervisor({
    start: () => {
      hosts.push(new FakeHost());
      return last();
    },
    environment: { nowMs: Date.now, setTimer: setTimeout, clearTimer: (timer) => clearTimeout(Number(timer)) },
    onReady: (url) => urls.push(url),
    onTrouble: (trouble) => troubles.push(trouble),
    onGuests: (count) => guests.push(count),
  });
}

beforeEach(() => {
  vi.useFakeTimers();
  for (const list of [hosts, urls, troubles, guests]) list.length = 0;
});

describe('a supervised host', () => {
  test('says where it listens, in pieces and between other lines', () => {
    supervisor().start();
    last().say('hello\nrea');
    last().say('dy: http://127.0.0.1:4000/#tok');
    expect(urls).toEqual([]);
    last().say('en\r\n');
    expect(urls).toEqual(['http://127.0.0.1:4000/#token']);
  });

  test('is not followed anywhere but to this machine', () => {
    supervisor().start();
    last().say('ready: http://evil.test/#token\nready: http://127.0.0.1:4000/\nready: file:///etc/passwd\n');
    expect(urls).toEqual([]);
  });

  test('is restarted with growing pauses, then given up with its last words', () => {
    supervisor().start();
    const pausesMs = [250, 500, 1000, 2000, 4000];
    for (const [at, pauseMs] of pausesMs.entries()) {
      last().exit();
      vi.advanceTimersByTime(pauseMs - 1);
      expect(hosts).toHaveLength(at + 1);
      vi.advanceTimersByTime(1);
      expect(hosts).toHaveLength(at + 2);
    }
    last().say('no disk space');
    last().exit();
    vi.advanceTimersByTime(60_000);
    expect(hosts).toHaveLength(6);
    expect(troubles.at(-1)).toEqual({ is: 'given-up', output: 'no disk space' });
    expect(troubles).toHaveLength(6);
  });

  test('that ran well for a while starts again at once after a crash', () => {
    supervisor().start();
    for (let crash = 0; crash < 20; crash += 1) {
      vi.advanceTimersByTime(60_000);
      last().exit();
      vi.advanceTimersByTime(250);
    }
    expect(hosts).toHaveLength(21);
    expect(troubles.map(({ is }) => is)).not.toContain('given-up');
  });

  test('tells how many guests are in; what is no such report is ignored', () => {
    const host = supervisor();
    host.start();
    last().report({ type: 'sharing', guests: 2 });
    expect(host.guests).toBe(2);
    for (const bad of [{ type: 'sharing', guests: -1 }, { type: 'other' }, null, 'sharing']) last().report(bad);
    expect(host.guests).toBe(2);
    last().exit();
    expect(host.guests).toBe(0);
    expect(guests).toEqual([2, 0]);
  });

  test('ends when asked, and is not restarted', async () => {
    const host = supervisor();
    host.start();
    const ended = host.end();
    expect(last().sent).toEqual([{ type: 'end' }]);
    last().exit();
    await ended;
    vi.advanceTimersByTime(60_000);
    expect(hosts).toHaveLength(1);
    expect(last().killed).toBe(false);
  });

  test('is killed when it does not end', async () => {
    const host = supervisor();
    host.start();
    last().say('ready: http://127.0.0.1:4000/#token\n');
    const ended = host.end();
    vi.advanceTimersByTime(7_999);
    expect(last().killed).toBe(false);
    vi.advanceTimersByTime(1);
    await ended;
    expect(last().killed).toBe(true);
  });

  test('is killed sooner where it never came up', async () => {
    const host = supervisor();
    host.start();
    const ended = host.end();
    vi.advanceTimersByTime(1_500);
    await ended;
    expect(last().killed).toBe(true);
  });

  test('that takes long is told of, and another takes its place when that is wanted', async () => {
    const host = supervisor();
    host.start();
    vi.advanceTimersByTime(10_000);
    expect(troubles).toEqual([{ is: 'slow' }]);
    host.start();
    vi.advanceTimersByTime(1_500);
    await vi.waitFor(() => expect(hosts).toHaveLength(2), { timeout: 20_000 });
    expect(hosts[0]?.killed).toBe(true);
    last().say('ready: http://127.0.0.1:4000/#token\n');
    vi.advanceTimersByTime(60_000);
    expect(troubles).toEqual([{ is: 'slow' }]);
  });

  test('that says why it cannot open the folder is not tried again', () => {
    supervisor().start();
    last().report({ type: 'failed', code: 'not-found', message: 'There is no such folder.' });
    last().exit();
    vi.advanceTimersByTime(60_000);
    expect(hosts).toHaveLength(1);
    expect(troubles).toEqual([{ is: 'failed', code: 'not-found', words: 'There is no such folder.' }]);
  });

  test('that is waiting for its restart is not started any more after the end', async () => {
    const host = supervisor();
    host.start();
    last().exit();
    await host.end();
    vi.advanceTimersByTime(60_000);
    expect(hosts).toHaveLength(1);
  });
});

describe('the host’s Node', () => {
  const input = { folder: '/home/ada/boats', port: 0, appDir: '/app', electronPath: '/app/ensemble' };

  test('is Electron’s own in the packaged app', () => {
    expect(hostCommand({ ...input, env: { HOME: '/home/ada', TERM: 'xterm' } })).toEqual({
      program: '/app/ensemble',
      args: ['/app/src/cli/ensemble.js', 'host', '/home/ada/boats', '--port', '0', '--no-open'],
      env: { HOME: '/home/ada', TERM: 'xterm', ELECTRON_RUN_AS_NODE: '1' },
    });
  });

  test('asks the login shell for its environment where no terminal started the app', () => {
    expect(hostCommand({ ...input, env: {} }).env).toMatchObject({ ENSEMBLE_LOGIN_SHELL: '1' });
  });

  test('is the pinned one from the sources', () => {
    const env = { ENSEMBLE_SOURCE_NODE: '/repo/node', ENSEMBLE_SOURCE_DIR: '/repo' };
    const command = hostCommand({ ...input, env });
    expect([command.program, command.args[0], command.env]).toEqual(['/repo/node', '/repo/src/cli/ensemble.ts', {}]);
  });
});
