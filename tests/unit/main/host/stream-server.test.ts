import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { z } from 'zod';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { type HostStream, type Stream, workspaceStreams } from '../../../../src/shared/session/contract.ts';
import { allOf } from '../../../lib/search-text.ts';
import { participant } from '../../renderer/people/sample-session.ts';
import { StreamStage } from './stream-stage.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
const part = { matches: [{ path: 'a', line: 0, preview: 'x'.repeat(4_000), ranges: [] }] };
const params = { pattern: 'a' };

/** Handler that goes on until nobody wants it, and notes how that came. */
class Endless {
  readonly running = new Set<string>();
  readonly ended: string[] = [];

  handle = async (
    _: unknown,
    { person }: { person: string },
    signal: AbortSignal,
    stream: HostStream<'search.text'>,
  ) => {
    this.running.add(person);
    try {
      while (!signal.aborted) await stream.send(part);
      throw signal.reason;
    } finally {
      this.running.delete(person);
      this.ended.push(person);
    }
  };
}

const codeOf = (stream: Stream<'search.text'>) =>
  stream.result.then(
    () => 'result',
    ({ code }) => code as string,
  );

describe('the host ends a stream, and has its work stop,', () => {
  const open = async () => {
    const endless = new Endless();
    const stage = StreamStage.searching(['ada', 'bob'], endless.handle);
    const streams = ['ada', 'bob'].map((person) => stage.guest(person).open('search.text', params));
    await settle();
    expect(endless.running.size).toBe(2);
    return { stage, endless, ada: streams[0]!, bob: streams[1]! };
  };

  it('when its opener loses the right, and only that one', async () => {
    const { stage, endless, ada } = await open();
    const { participants } = stage.state;
    stage.becomes({ participants: { ...participants, ada: { ...participants.ada!, standing: 'removed' } } });
    expect(await codeOf(ada)).toBe('not-permitted');
    await settle();
    expect([endless.ended, [...endless.running]]).toEqual([['ada'], ['bob']]);
  });

  it('when its opener leaves', async () => {
    const { stage, endless } = await open();
    const { ada: _, ...replicas } = stage.state.replicas;
    stage.becomes({ replicas });
    await settle();
    expect(endless.ended).toEqual(['ada']);
  });

  it('when another hosts now, for everybody, and begins none after', async () => {
    const { stage, endless, ada, bob } = await open();
    stage.server.stop(new EnsembleError('host-away', 'Another machine hosts this now.'));
    expect([await codeOf(ada), await codeOf(bob)]).toEqual(['host-away', 'host-away']);
    await settle();
    expect(endless.ended.toSorted()).toEqual(['ada', 'bob']);
    expect(await codeOf(stage.guest('ada').open('search.text', params))).toBe('host-away');
  });

  it('when its opener cancels, at once and without another word', async () => {
    const { stage, endless, ada } = await open();
    const heard = stage.heard.get('ada')!.length;
    ada.cancel();
    await settle();
    expect(endless.ended).toEqual(['ada']);
    expect(stage.heard.get('ada')).toHaveLength(heard);
  });

  it('when the host’s own connection is lost, and says so once it is back', async () => {
    const { stage, endless, ada } = await open();
    stage.connection('connecting');
    await settle();
    expect(endless.ended.toSorted()).toEqual(['ada', 'bob']);
    stage.connection('online');
    expect(await codeOf(ada)).toBe('disconnected');
  });

  it('when nobody takes anything of it for a minute, in words', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    onTestFinished(() => void vi.useRealTimers());
    const { ada, bob, endless } = await open();
    const reading = ada[Symbol.asyncIterator]();
    for (let half = 0; half < 4; half++) {
      for (let count = 0; count < 40; count++) await reading.next();
      vi.advanceTimersByTime(30_000);
    }
    expect(await codeOf(bob)).toBe('disconnected');
    await settle();
    expect([...endless.running]).toEqual(['ada']);
    ada.cancel();
  });
});

describe('a stream', () => {
  it('carries parts from its opener, no faster than its handler reads them', async () => {
    const line = workspaceStreams['search.text'] as unknown as { up: z.ZodType | undefined };
    line.up = z.number();
    onTestFinished(() => {
      line.up = undefined;
    });
    let next = (): void => undefined;
    const read: number[] = [];
    const stage = StreamStage.searching(['ada'], async (_, __, ___, stream) => {
      for await (const number of stream as unknown as AsyncIterable<number>) {
        read.push(number);
        if (number === 0) await new Promise<void>((resolve) => (next = resolve));
        if (number === 9_999) break;
      }
      return { limitHit: true };
    });
    const stream = stage.guest('ada').open('search.text', params);
    let sent = 0;
    const sending = (async () => {
      for (let number = 0; number < 10_000; number++) {
        await stream.send(number as never);
        sent++;
      }
    })();
    await settle();
    await settle();
    expect(read).toEqual([0]);
    expect(sent).toBeLessThan(3_000);
    next();
    await sending;
    expect(await stream.result).toEqual({ limitHit: true });
    expect(read).toEqual(Array.from({ length: 10_000 }, (_, number) => number));
  });

  it('that its opener sends something wrong ends, and no other of theirs', async () => {
    const endless = new Endless();
    const stage = StreamStage.searching(['ada'], endless.handle);
    const ada = stage.guest('ada');
    const [one, other] = [ada.open('search.text', params), ada.open('search.text', params)];
    await settle();
    stage.say('ada', 'stream.sent', { id: 1, part: new Uint8Array(1) });
    expect(await codeOf(one)).toBe('bad-request');
    await settle();
    expect(endless.ended).toEqual(['ada']);
    other.cancel();
  });

  it('whose handler fails ends without its words, which the host reports', async () => {
    const stage = StreamStage.searching(['ada'], async () => {
      throw new Error('a path that nobody may see');
    });
    const ada = stage.guest('ada').open('search.text', params);
    await expect(allOf(ada)).rejects.toMatchObject({ code: 'internal', message: expect.not.stringContaining('path') });
    expect(stage.reports.join()).toContain('a path that nobody may see');
  });

  it('is one of so many of a guest; nobody else’s count, nor those that are over', async () => {
    const endless = new Endless();
    const stage = StreamStage.searching(['eve', 'bob'], endless.handle);
    const eve = stage.guest('eve');
    const streams = Array.from({ length: 40 }, () => eve.open('search.text', params));
    await settle();
    const refused = streams.slice(32);
    for (const each of refused) expect(await codeOf(each)).toBe('too-fast');
    const bob = stage.guest('bob').open('search.text', params);
    await bob[Symbol.asyncIterator]().next();
    streams[0]!.cancel();
    await settle();
    const again = eve.open('search.text', params);
    await again[Symbol.asyncIterator]().next();
    for (const each of [bob, again, ...streams.slice(1, 32)]) each.cancel();
  });

  it('is no request: one that nobody takes keeps no requests of the same person waiting', async () => {
    const endless = new Endless();
    const list = async () => ({ entries: [] });
    const stage = new StreamStage(['eve'], { 'search.text': endless.handle, 'files.list': list } as never);
    const eve = stage.guest('eve');
    const streams = Array.from({ length: 32 }, () => eve.open('search.text', params));
    await settle();
    expect(await eve.request('files.list', { path: '' })).toEqual({ entries: [] });
    for (const each of streams) each.cancel();
  });
});

it('an answer that is ready while the host’s connection is away comes when it is back', async () => {
  const ready = Promise.withResolvers<void>();
  const list = () => ready.promise.then(() => ({ entries: [] }));
  const stage = new StreamStage(['ada'], { 'files.list': list } as never);
  const asked = stage.guest('ada').request('files.list', { path: '' });
  await settle();
  stage.connection('connecting');
  ready.resolve();
  await settle();
  expect(stage.heard.get('ada')).toEqual([]);
  stage.connection('online');
  expect(await asked).toEqual({ entries: [] });
});

describe('an answer too large for one entry', () => {
  const content = Uint8Array.from({ length: 3_000_000 }, (_, at) => at % 251);
  const read = async () => ({ content, sizeBytes: content.length });

  it('comes whole, in parts for which its asker has room', async () => {
    const stage = new StreamStage(['ada'], { 'files.read': read } as never);
    const answer = await stage.guest('ada').request('files.read', { path: 'a' });
    expect(Buffer.from(answer.content).equals(content)).toBe(true);
    const heard = stage.heard.get('ada')!;
    expect(new Set(heard)).toEqual(new Set(['stream.sent', 'stream.ended']));
    expect(heard.length).toBeLessThan(120);
  });

  it('stops where it is no longer wanted', async () => {
    const stage = new StreamStage(['ada'], { 'files.read': read } as never);
    const controller = new AbortController();
    const { signal } = controller;
    const asked = stage.guest('ada').request('files.read', { path: 'a' }, { signal });
    const sendDirect = stage.sendDirect.bind(stage);
    stage.sendDirect = async (kind, body, to) => {
      controller.abort();
      await sendDirect(kind, body, to);
    };
    await expect(asked).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(stage.heard.get('ada')!.length).toBeLessThan(5);
  });

  it('and not taken keeps other people’s from nothing, nor is there more of it than was granted', async () => {
    const stage = new StreamStage(['eve', 'ada'], { 'files.read': read } as never);
    for (let id = 1; id <= 100; id++) stage.say('eve', 'files.read', { id, params: { path: 'a' } });
    await settle();
    const answer = await stage.guest('ada').request('files.read', { path: 'a' });
    expect(answer.content).toHaveLength(content.length);
    // Of those that are worked on at once, each as far as there is credit.
    expect(stage.heard.get('eve')!.length).toBeLessThanOrEqual(32 * 4);
  });

  it('ends in words where its asker’s person is removed', async () => {
    const stage = new StreamStage(['eve'], { 'files.read': read } as never);
    stage.say('eve', 'files.read', { id: 1, params: { path: 'a' } });
    await settle();
    stage.becomes({ participants: { eve: { ...participant('eve'), standing: 'removed' } } });
    expect(stage.heard.get('eve')!.at(-1)).toBe('stream.ended');
  });
});
