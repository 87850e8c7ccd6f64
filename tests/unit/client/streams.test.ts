import { describe, expect, it } from 'vitest';
import { Streams } from '../../../src/client/streams.ts';
import type { TextMatch } from '../../../src/shared/capabilities/search/methods.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';
import { pack } from '../../../src/shared/core/message-pack.ts';

const settle = () => new Promise<void>((resolve) => setImmediate(resolve));

const match = (path: string): TextMatch => ({ path, line: 0, preview: '', ranges: [] });

/** A window whose host is the test. */
class Window {
  readonly said: [kind: string, body: { id: number }][] = [];
  #lastId = 0;
  readonly streams = new Streams(() => ++this.#lastId);

  search(signal?: AbortSignal) {
    return this.streams.open(
      'search.text',
      { pattern: 'a' },
      signal ? { signal } : {},
      async () => async (kind, body) => {
        this.said.push([kind, body as { id: number }]);
      },
    );
  }

  tell(id: number, ...paths: string[]): void {
    this.streams.receive({ id, part: pack({ matches: paths.map(match) }) });
  }

  async found(search: ReturnType<Window['search']>): Promise<string[]> {
    const paths: string[] = [];
    for await (const { matches } of search) paths.push(...matches.map(({ path }) => path));
    return paths;
  }

  get kinds(): string[] {
    return this.said.map(([kind, { id }]) => `${kind} ${id}`);
  }
}

describe('a stream that a window opens', () => {
  it('gives its parts, then its result', async () => {
    const window = new Window();
    const search = window.search();
    await settle();
    window.tell(1, 'a', 'b');
    window.tell(1, 'c');
    window.streams.ended({ id: 1, result: { limitHit: true } });
    expect(await window.found(search)).toEqual(['a', 'b', 'c']);
    expect(await search.result).toEqual({ limitHit: true });
    expect(window.kinds).toEqual(['search.text 1']);
  });

  it('ends as the host says, for who reads and for who waits for the result', async () => {
    const window = new Window();
    const search = window.search();
    await settle();
    window.streams.ended({ id: 1, error: { code: 'not-permitted', message: 'No.' } });
    await expect(window.found(search)).rejects.toMatchObject({ code: 'not-permitted' });
    await expect(search.result).rejects.toMatchObject({ code: 'not-permitted', message: 'No.' });
  });

  it('is cancelled by its signal, and the host hears of it at once', async () => {
    const window = new Window();
    const controller = new AbortController();
    const search = window.search(controller.signal);
    await settle();
    window.tell(1, 'nobody wants this');
    controller.abort();
    expect(window.kinds).toEqual(['search.text 1', 'stream.ended 1']);
    await expect(search.result).rejects.toMatchObject({ code: 'cancelled' });
    await expect(window.found(search)).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('is never opened where it was cancelled before', async () => {
    const window = new Window();
    const search = window.search(AbortSignal.abort());
    const soon = new AbortController();
    const other = window.search(soon.signal);
    soon.abort();
    for (const each of [search, other]) await expect(each.result).rejects.toMatchObject({ code: 'cancelled' });
    await settle();
    expect(window.kinds).toEqual([]);
  });

  it('is cancelled by leaving its loop', async () => {
    const window = new Window();
    const search = window.search();
    await settle();
    window.tell(1, 'a');
    for await (const { matches } of search) {
      expect(matches).toHaveLength(1);
      break;
    }
    await expect(search.result).rejects.toMatchObject({ code: 'cancelled' });
    expect(window.kinds).toEqual(['search.text 1', 'stream.ended 1']);
  });

  it('ends with the connection, and the next has another number: what is late is nobody’s', async () => {
    const window = new Window();
    const lost = window.search();
    await settle();
    expect(window.streams.fail(new EnsembleError('disconnected', 'Gone.'))).toEqual([1]);
    await expect(window.found(lost)).rejects.toMatchObject({ code: 'disconnected' });
    const next = window.search();
    await settle();
    window.tell(1, 'late');
    window.streams.ended({ id: 1, result: { limitHit: true } });
    window.tell(2, 'a');
    window.streams.ended({ id: 2, result: { limitHit: false } });
    expect(await window.found(next)).toEqual(['a']);
    expect(await next.result).toEqual({ limitHit: false });
  });

  it('is ended, in words, by a host that sends what is no part, too much, or no result', async () => {
    const evils: ((window: Window) => void)[] = [
      ({ streams }) => streams.receive({ id: 1, part: pack({ matches: 7 }) }),
      ({ streams }) => streams.receive({ id: 1, part: Uint8Array.of(0xc1) }),
      (window) => {
        for (let count = 0; count < 1_000; count++) window.tell(1, 'x'.repeat(4_000));
      },
      ({ streams }) => streams.ended({ id: 1, result: 'none' }),
    ];
    for (const evil of evils) {
      const window = new Window();
      const search = window.search();
      await settle();
      evil(window);
      await expect(search.result).rejects.toMatchObject({ message: expect.stringMatching(/.{10,}/) });
    }
  });

  it('grants more only as what came is read', async () => {
    const window = new Window();
    const search = window.search();
    await settle();
    for (let count = 0; count < 20; count++) window.tell(1, 'x'.repeat(4_000));
    expect(window.kinds).toEqual(['search.text 1']);
    window.streams.ended({ id: 1, result: { limitHit: false } });
    await window.found(search);
    const other = window.search();
    await settle();
    const reading = window.found(other);
    for (let count = 0; count < 20; count++) window.tell(2, 'x'.repeat(4_000));
    await settle();
    expect(window.kinds).toContain('stream.granted 2');
    window.streams.ended({ id: 2, result: { limitHit: false } });
    expect(await reading).toHaveLength(20);
  });

  it('says so where it cannot be sent', async () => {
    const window = new Window();
    const error = new EnsembleError('host-away', 'Nobody hosts this.');
    const away = window.streams.open('search.text', { pattern: 'a' }, {}, () => Promise.reject(error));
    await expect(away.result).rejects.toBe(error);
  });
});
