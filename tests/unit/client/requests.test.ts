import { describe, expect, it } from 'vitest';
import { Requests } from '../../../src/client/requests.ts';
import { EnsembleError } from '../../../src/shared/core/errors.ts';

/** Starts requests about files, and notes which of them went out. */
class Window {
  #lastId = 0;
  readonly requests = new Requests(() => ++this.#lastId);
  readonly sent: number[] = [];
  readonly cancelled: number[] = [];

  list(signal?: AbortSignal): Promise<unknown> {
    const options = { cancel: (id: number) => this.cancelled.push(id), ...(signal && { signal }) };
    return this.requests.start('files.list', { path: '' }, (id) => this.sent.push(id), options);
  }

  answerNext(): void {
    this.requests.answer({ id: this.sent[this.#answered++]!, result: { entries: [] } });
  }

  #answered = 0;
}

describe('questions about files', () => {
  it('go out a few at a time; each answer lets the next out, in order', async () => {
    const window = new Window();
    const answers = Array.from({ length: 1000 }, () => window.list());
    expect(window.sent).toHaveLength(32);
    for (let i = 0; i < 1000; i++) {
      window.answerNext();
      expect(window.sent.length - i - 1).toBeLessThanOrEqual(32);
    }
    expect(await Promise.all(answers)).toHaveLength(1000);
    expect(window.sent).toEqual([...window.sent].sort((a, b) => a - b));
  });

  it('that wait let others past', () => {
    const window = new Window();
    for (let i = 0; i < 100; i++) void window.list();
    let isSent = false;
    void window.requests.start('documents.open', { path: 'a' }, () => {
      isSent = true;
    });
    expect(isSent).toBe(true);
  });

  it('that are no longer wanted before they went out are never sent, nor is their end', async () => {
    const window = new Window();
    for (let i = 0; i < 32; i++) void window.list();
    const controller = new AbortController();
    const last = window.list(controller.signal);
    controller.abort();
    await expect(last).rejects.toMatchObject({ code: 'cancelled' });
    for (let i = 0; i < 32; i++) window.answerNext();
    expect([window.sent.length, window.cancelled]).toEqual([32, []]);
  });

  it('that are no longer wanted make room', async () => {
    const window = new Window();
    const controller = new AbortController();
    const first = window.list(controller.signal);
    for (let i = 0; i < 32; i++) void window.list();
    controller.abort();
    await expect(first).rejects.toMatchObject({ code: 'cancelled' });
    expect([window.sent.length, window.cancelled]).toEqual([33, [1]]);
  });

  it('all fail when the connection is lost, and later ones begin anew', async () => {
    const window = new Window();
    const lost = Array.from({ length: 40 }, () => window.list());
    window.requests.fail(new EnsembleError('disconnected', 'gone'));
    for (const each of await Promise.allSettled(lost)) expect(each.status).toBe('rejected');
    expect(window.sent).toHaveLength(32);
    void window.list();
    expect(window.sent).toHaveLength(33);
  });
});
