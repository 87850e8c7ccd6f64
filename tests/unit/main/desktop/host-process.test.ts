import { expect, test } from 'vitest';
import { startHostProcess } from '../../../../src/main/desktop/host-process.ts';

const host = (script: string) =>
  startHostProcess({ program: process.execPath, args: ['-e', script], env: process.env });

/** Runs until the process is gone; answers what it said. */
function untilExit(child: ReturnType<typeof host>, onSaid: (said: string) => void = () => undefined): Promise<string> {
  let said = '';
  child.onOutput((text) => {
    said += text;
    onSaid(said);
  });
  return new Promise((done) => child.onExit(() => done(said)));
}

test('a host is told to end over its channel, and reports over it', async () => {
  const child = host(`
    process.on('message', ({ type }) => type === 'end' && process.exit(0));
    process.send({ type: 'sharing', guests: 1 });
    console.log('ready: x');
  `);
  const reports: unknown[] = [];
  child.onMessage((message) => {
    reports.push(message);
    child.send({ type: 'end' });
  });
  await untilExit(child);
  expect(reports).toEqual([{ type: 'sharing', guests: 1 }]);
});

test('a host that hangs is killed', async () => {
  const child = host("process.on('message', () => undefined); console.log('here');");
  await untilExit(child, () => child.kill());
  expect(() => child.send({ type: 'end' })).not.toThrow();
});

test('a program that cannot be started counts as one that ended', async () => {
  const child = startHostProcess({ program: '/no/such/program', args: [], env: {} });
  expect(await untilExit(child)).toBe('');
});
