import { describe, expect, it } from 'vitest';
import { loadEmulator } from '../../../../src/shared/capabilities/terminals/emulator.ts';
import { decodeScreenCheckpoint } from '../../../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import { decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { unpackState } from '../../../../src/shared/session/packed-state.ts';
import type { Transport } from '../../../../src/shared/transport.ts';
import { helloOf } from '../../../lib/hello.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { owner, type RawClient, ref, Stage, ticketOf } from './session-fixture.ts';

const update = { update: Uint8Array.of(0, 0) };
const seqs = (client: RawClient) => client.heard('doc.updated').map(({ seq }) => seq);

/** A transport whose network takes nothing until it is told to. */
class SlowTransport implements Transport {
  onFrame: (frame: Uint8Array) => void = () => undefined;
  onClose: () => void = () => undefined;
  onDrain: () => void = () => undefined;
  bufferedBytes = 0;
  readonly sent: ReturnType<typeof decodeServerFrame>[] = [];

  send(frame: Uint8Array): void {
    this.sent.push(decodeServerFrame(frame));
  }

  close(): void {
    this.onClose();
  }
}

describe('delivery', () => {
  it('sends the entries of a document to those who look at it', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await bob.say('doc.updated', update, { ref });
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    await bob.say('doc.updated', update, { ref });
    await eve.send({ t: 'unsubscribe', ref });
    await bob.say('doc.updated', update, { ref });
    expect(seqs(bob)).toHaveLength(3);
    expect(eve.last('backfill')).toMatchObject({ entries: [], upTo: seqs(bob)[0], done: true });
    expect(seqs(eve)).toEqual(seqs(bob).slice(1, 2));
    expect(seqs(stage.host)).toEqual([]);
    expect(stage.host.last('entries')?.upTo).toBe(stage.session.head);
  });

  it('leaves no gap that is not counted', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    for (let i = 0; i < 5; i++) await bob.say('doc.updated', update, { ref });
    let at = eve.last('keyframe')!.seq;
    for (const frame of eve.frames) {
      if (frame.t !== 'entries') continue;
      expect(frame.after).toBe(at);
      at = frame.upTo;
    }
    expect(at).toBe(stage.session.head);
  });

  it('gives a late joiner the state in one piece', async () => {
    const stage = await Stage.open();
    for (const name of ['Bob', 'Eve']) await stage.guest(name);
    const late = await stage.guest('Zoe');
    const { seq, state } = late.last('keyframe')!;
    expect(Object.values(unpackState(state).participants).map(({ name }) => name)).toContain('Eve');
    expect(late.heard().every((entry) => entry.seq > seq)).toBe(true);
  });

  it('sends who comes back what they have missed, and nothing twice', async () => {
    const stage = await Stage.open();
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    await bob.say('doc.updated', update, { ref });
    const since = stage.session.head;
    eve.transport.close();
    await bob.say('doc.updated', update, { ref });
    await bob.say('people.gathered', { path: 'a.txt', line: 1 });
    const again = await stage.connect(eve.replica);
    await again.hello({ ticket: ticketOf('Eve'), since, refs: [ref] });
    expect(again.heard().map(({ kind }) => kind)).toEqual(['doc.updated', 'people.gathered']);
    expect(again.last('keyframe')).toBeUndefined();
  });

  it('tells who comes back which documents to ask for anew, when their past was trimmed', async () => {
    const stage = await Stage.open({ trims: true, checkpointEntries: 4 });
    const [bob, eve] = [await stage.guest('Bob'), await stage.guest('Eve')];
    await eve.send({ t: 'subscribe', ref, subscription: 1 });
    const since = stage.session.head;
    eve.transport.close();
    for (let i = 0; i < 6; i++) await bob.say('doc.updated', update, { ref });
    const again = await stage.connect(eve.replica);
    await again.hello({ ticket: ticketOf('Eve'), since, refs: [ref] });
    expect(again.last('welcome')?.welcome.resubscribe).toEqual([ref]);
    expect(seqs(again)).toEqual([]);
    await again.send({ t: 'subscribe', ref, subscription: 1 });
    expect(again.last('backfill')).toMatchObject({ ref, done: true });
    expect(again.frames.find((frame) => frame.t === 'backfill')?.checkpoint).toBeInstanceOf(Uint8Array);
    expect(seqs(again)).toEqual(seqs(bob).slice(-2));
  });

  it('stops pushing to a slow receiver, and gives it everything once it has drained', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    const slow = new SlowTransport();
    const connection = stage.session.connect(slow, { is: 'owner', person: owner });
    slow.onFrame(encodeFrame({ t: 'hello', hello: helloOf(idOf('slow')) }));
    slow.onFrame(encodeFrame({ t: 'subscribe', ref, subscription: 1 }));
    await stage.world.run(100);
    slow.bufferedBytes = 2 * 1024 * 1024;
    const before = slow.sent.length;
    for (let i = 0; i < 50; i++) await bob.say('doc.updated', update, { ref });
    expect([slow.sent.length, connection.mode]).toEqual([before, 'pull']);
    slow.bufferedBytes = 0;
    slow.onDrain();
    await stage.world.run(100);
    const got = slow.sent.slice(before).flatMap((frame) => (frame.t === 'entries' ? frame.entries : []));
    expect(got.map(([seq]) => seq)).toEqual(seqs(bob));
    expect(connection.mode).toBe('push');
    await bob.say('doc.updated', update, { ref });
    expect(slow.sent.at(-1)).toMatchObject({ t: 'entries', upTo: stage.session.head });
  });

  it('passes over the output of a terminal that is too much for a receiver, and tells what it has come to', async () => {
    const stage = await Stage.open();
    const host = await stage.connect(idOf('hosts-terminals'), { is: 'owner', person: owner });
    await host.hello();
    const terminal = idOf('terminal');
    const size = { columns: 80, rows: 24 };
    const given = { access: 'read' as const, people: [] };
    await host.say('terminal.opened', { term: 1, title: '', shell: 'sh', ...size, ...given }, { ref: terminal });
    const slow = new SlowTransport();
    const connection = stage.session.connect(slow, { is: 'owner', person: owner });
    slow.onFrame(encodeFrame({ t: 'hello', hello: helloOf(idOf('slow')) }));
    slow.onFrame(encodeFrame({ t: 'subscribe', ref: terminal, subscription: 1 }));
    await stage.world.run(100);
    slow.bufferedBytes = 2 * 1024 * 1024;
    const before = slow.sent.length;
    const output = (text: string) => host.say('terminal.output', { data: Buffer.from(text) }, { ref: terminal });
    for (let i = 0; i < 50; i++) await output(`line ${i}\r\n`);
    expect(connection.mode).toBe('pull');
    slow.bufferedBytes = 0;
    slow.onDrain();
    await loadEmulator();
    await stage.world.run(1000);
    const since = slow.sent.slice(before);
    const kinds = since.flatMap((frame) => (frame.t === 'entries' ? frame.entries.map((entry) => entry[5]) : []));
    expect(kinds).not.toContain('terminal.output');
    const pasts = () => slow.sent.slice(before).filter((frame) => frame.t === 'backfill');
    const leftOut = { subscription: 0, upTo: stage.session.head, entries: [], done: true };
    // In the frame that has it in its range: whoever misses that sees a gap.
    expect(since[0]).toMatchObject({ t: 'entries', leftOut: [[terminal, stage.session.head]] });
    expect(pasts()).toMatchObject([leftOut]);
    // It may be lost, and is repeated until the receiver asks.
    slow.onFrame(encodeFrame({ t: 'ping' }));
    expect(pasts()).toMatchObject([leftOut, leftOut]);
    slow.onFrame(encodeFrame({ t: 'subscribe', ref: terminal, subscription: 2 }));
    slow.onFrame(encodeFrame({ t: 'ping' }));
    await stage.world.run(1000);
    expect(pasts().slice(2)).toMatchObject([{ subscription: 2, entries: [], done: true }]);
    expect(decodeScreenCheckpoint(pasts().at(-1)!.checkpoint!).screen).toContain('line 49');
    await output('live\r\n');
    expect(slow.sent.at(-1)).toMatchObject({ t: 'entries', upTo: stage.session.head });
  });

  it('says with a pong how far it has sent', async () => {
    const stage = await Stage.open();
    const bob = await stage.guest('Bob');
    await bob.send({ t: 'ping' });
    expect(bob.last('pong')?.sent).toBe(stage.session.head);
  });
});
