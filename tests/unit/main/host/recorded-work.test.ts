import { DatabaseSync } from 'node:sqlite';
import { expect, it } from 'vitest';
import { recordedWork } from '../../../../src/main/host/recorded-work.ts';
import type { HostParts } from '../../../../src/main/host/services.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';

/** The record of a host whose history is cleared and cut with this outcome; counts how often all of it is forgotten. */
function recorded(outcome: () => Promise<never[]>) {
  let cleared = 0;
  const record = { clear: () => void cleared++, forgetBefore: () => undefined };
  const { parts } = recordedWork({
    keeper: { savedTexts: { record: () => record } },
    database: new DatabaseSync(':memory:'),
    stored: { historyDays: () => null, clear: outcome },
    cut: outcome,
    report: () => undefined,
  } as unknown as HostParts);
  return { parts, cleared: () => cleared };
}
const stretch = {} as Parameters<HostParts['cut']>[0];

it('forgets all once something has left the history, or may have', async () => {
  const done = recorded(async () => []);
  await done.parts.stored.clear();
  await done.parts.cut(stretch, false);
  expect(done.cleared()).toBe(1);
  await done.parts.cut(stretch, true);
  expect(done.cleared()).toBe(2);
  const halfDone = recorded(() => Promise.reject(new Error('disk full')));
  await expect(halfDone.parts.stored.clear()).rejects.toThrow('disk full');
  expect(halfDone.cleared()).toBe(1);
});

it('keeps all where that is refused, as by a server elsewhere', async () => {
  const refused = recorded(() => Promise.reject(new EnsembleError('not-permitted', 'Its owner clears it there.')));
  await expect(refused.parts.stored.clear()).rejects.toThrow('clears it there');
  await expect(refused.parts.cut(stretch, true)).rejects.toThrow('clears it there');
  expect(refused.cleared()).toBe(0);
});
