import { expect, it } from 'vitest';
import { MemoryLog } from '../../../../server/log/memory-log.ts';
import { decodeTerminalBody } from '../../../../src/shared/capabilities/terminals/decode.ts';
import { loadEmulator } from '../../../../src/shared/capabilities/terminals/emulator.ts';
import type { Transport } from '../../../../src/shared/transport.ts';
import { calm, wire } from '../../../sim/wire.ts';
import { windowOf } from '../../client/windows.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, type RawClient, Stage } from './session-fixture.ts';

const terminal = idOf('terminal');

/** A log whose disk is busy for as long as the test says. */
class BusyLog extends MemoryLog {
  free: Promise<void> = Promise.resolve();
  fails = false;

  override async append(...all: Parameters<MemoryLog['append']>) {
    await this.free;
    if (this.fails) throw new Error('no disk');
    return super.append(...all);
  }
}

async function staged() {
  // The virtual clock waits for nothing of the real world.
  await loadEmulator();
  const log = new BusyLog(() => 1_700_000_000_000);
  const stage = await Stage.open({ log });
  const guest = await stage.guest('Guest');
  const [access, size] = ['read' as const, { columns: 80, rows: 24 }];
  const opened = { term: 1, title: 'sh', shell: 'sh', ...size, access, people: [] };
  await stage.host.say('terminal.opened', opened, { ref: terminal });
  await guest.send({ t: 'subscribe', ref: terminal, subscription: 1 });
  const print = (text: string) =>
    stage.host.say('terminal.output', { data: new TextEncoder().encode(text) }, { ref: terminal });
  await print('first');
  const begin = () => {
    const { promise, resolve } = Promise.withResolvers<void>();
    log.free = promise;
    return resolve;
  };
  return { stage, log, guest, print, begin };
}

const ahead = ({ frames }: RawClient) =>
  frames.flatMap((frame) => (frame.t === 'ahead' ? [[frame.after, frame.entries[0]![3]]] : []));
const outputs = (guest: RawClient) => guest.heard('terminal.output').map(({ n }) => n);

it('an echo is told while the disk is busy, and once more in the log', async () => {
  const { stage, guest, print, begin } = await staged();
  const [n] = outputs(guest);
  const free = begin();
  await print('key');
  await print('x'.repeat(5_000));
  expect(ahead(guest)).toEqual([[n, n! + 1]]);
  expect(outputs(guest)).toEqual([n]);
  expect(ahead(stage.host)).toEqual([]);
  free();
  await stage.world.run(100);
  expect(outputs(guest)).toEqual([n, n! + 1, n! + 2]);
});

it('is told to nobody who may not hear it, though the log has yet to say so', async () => {
  const { stage, guest, print, begin } = await staged();
  const free = begin();
  await stage.host.say('terminal.shared', { term: 1, access: 'none', people: [] }, { ref: terminal });
  await print('secret');
  expect(ahead(guest)).toEqual([]);
  free();
});

it('is shown once, though it was not committed at first and is offered again', async () => {
  const { stage, log } = await staged();
  const shown: string[] = [];
  const window = await windowOf(stage, 'Ada');
  const connect = (server: Transport) => void stage.session.connect(server, { is: 'owner', person: owner });
  const dial = wire(
    stage.world,
    () => calm,
    connect,
    () => true,
  );
  const bulk = await windowOf(stage, 'Bulk', { dial, purpose: 'host' });
  const print = (text: string) => {
    bulk.publish('terminal.output', { data: new TextEncoder().encode(text) }, terminal).catch(() => undefined);
    return stage.world.run(100);
  };
  window.followed.follow(terminal, {
    begin: () => shown.splice(0),
    take: (entry) => {
      const told = decodeTerminalBody(entry.kind, entry.body)?.output;
      if (told) shown.push(new TextDecoder().decode(told.data));
    },
    withheld: () => undefined,
  });
  await stage.world.run(100);
  await print('one');
  log.fails = true;
  await print('two');
  await print('three');
  expect(shown).toEqual(['one', 'two']);
  expect(bulk.unsentCount).toBe(2);
  log.fails = false;
  await stage.world.run(20_000);
  await print('four');
  expect(shown).toEqual(['one', 'two', 'three', 'four']);
  expect(bulk.unsentCount).toBe(0);
});
