import { expect, it } from 'vitest';
import { Emitter } from '../../../src/client/emitter.ts';
import type { SessionClient } from '../../../src/client/session-client.ts';
import type { TextDocument } from '../../../src/client/text-document.ts';
import type { Step } from '../../../src/client/undo-stack.ts';
import { WorkRecord, type WorkStore } from '../../../src/client/work-record.ts';

type Tell = (step: Pick<Step, 'inserted' | 'deleted'>, atMs: number) => void;

/** A record over texts of which each is edited by one person, and what its store was told to keep. */
function recorded() {
  const documents = { events: new Emitter<{ created: TextDocument }>(() => undefined) };
  const events = new Emitter<Record<string, unknown>>(() => undefined);
  const kept: number[] = [];
  const store: WorkStore = {
    load: () => null,
    add: () => undefined,
    isContinued: () => true,
    keep: (steps) => void kept.push(steps.length),
  };
  const client = { documents, events, options: { environment: { nowMs: () => 0 } } } as unknown as SessionClient;
  const record = new WorkRecord(client, store);
  const open = (ref: string): Tell => {
    let tell: Tell = () => undefined;
    const onOthersStep: TextDocument['onOthersStep'] = (listener) => {
      tell = (step, atMs) => listener(step as Step, 'ada', atMs, {});
      return () => undefined;
    };
    documents.events.emit('created', { ref, onOthersStep, onChange: () => () => undefined } as unknown as TextDocument);
    return tell;
  };
  return { record, kept, open };
}

const insertion = (clock: number) => ({ inserted: [{ client: 1, clock, length: 1 }], deleted: [] });

it('lets even its only step go where that is more than a record holds', () => {
  const { record, open } = recorded();
  const tell = open('a');
  const text = 'x'.repeat(9 * 1024 * 1024);
  tell({ inserted: [], deleted: [{ client: 1, clock: 0, text }] }, 10);
  expect(record.steps).toEqual([]);
  expect(record.sinceMs).toBe(10);
});

it('forgets all texts that have left at once: each time its store looks through all that it has', () => {
  const { record, kept, open } = recorded();
  for (const [at, ref] of ['a', 'b', 'c'].entries()) open(ref)(insertion(at), 10 + at);
  kept.length = 0;
  record.forgetLeft((ref) => ref === 'b');
  record.forgetLeft((ref) => ref === 'b');
  expect(record.steps.map(({ ref }) => ref)).toEqual(['b']);
  expect(kept).toEqual([1]);
});
