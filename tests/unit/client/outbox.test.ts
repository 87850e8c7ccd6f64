import { describe, expect, it } from 'vitest';
import { MemoryOutbox, Outbox } from '../../../src/client/outbox.ts';
import type { Entry } from '../../../src/shared/core/entry.ts';

const entry: Omit<Entry, 'n'> = {
  seq: 0,
  at: 0,
  by: '_______a_replica______',
  ageMs: 0,
  kind: 'doc.updated',
  v: 1,
  ref: 'text',
  to: null,
  body: new Uint8Array([1]),
  blob: null,
};

class FullStore extends MemoryOutbox {
  override append(): Promise<void> {
    return Promise.reject(new Error('QuotaExceededError'));
  }
}

describe('an outbox whose store is full', () => {
  it('says so, and lets what cannot be kept go out all the same, in order', async () => {
    const told: string[] = [];
    const outbox = new Outbox(new FullStore(), (message) => told.push(message));
    await outbox.add([entry, entry], 0).durable;
    await outbox.add([entry], 0).durable;
    expect(outbox.takeUnsent().map(({ entry: { n } }) => n)).toEqual([1, 2, 3]);
    expect(told).toEqual(['QuotaExceededError']);
  });
});

describe('an outbox', () => {
  it('lets nothing out before its store has it', async () => {
    const kept = Promise.withResolvers<void>();
    const outbox = new Outbox(Object.assign(new MemoryOutbox(), { append: () => kept.promise }));
    const { durable } = outbox.add([entry], 0);
    expect(outbox.takeUnsent()).toEqual([]);
    kept.resolve();
    await durable;
    expect(outbox.takeUnsent()).toHaveLength(1);
  });
});
