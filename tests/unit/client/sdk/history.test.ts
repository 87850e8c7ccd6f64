import { expect, it } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import { History } from '../../../../src/client/sdk/history.ts';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import { EnsembleError, type ErrorCode } from '../../../../src/shared/core/errors.ts';
import { ann, annsWindow, document, entryOf, foldAll, joined, opened } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [annsDisk, agent] = [idOf('disk'), idOf('agent')];

/** A history of a client that hears what a test says. */
function heard(fault: ErrorCode = 'internal') {
  const events = new Emitter<{ entry: Entry }>();
  const state = foldAll([joined(ann, annsWindow), joined(ann, annsDisk, 'editor', 1000, 'disk'), opened()]);
  const request = () => Promise.reject(new EnsembleError(fault, 'no past'));
  const client = { events, state, applied: 0, request };
  const history = new History(client as unknown as SessionClient);
  const edits = (from: number, to: number) => {
    for (let seq = from; seq <= to; seq++)
      events.emit(
        'entry',
        entryOf('doc.updated', { update: Uint8Array.of(0, 0) }, { seq, ref: document, by: annsWindow }),
      );
  };
  return { history, edits, events };
}

it('lists all that has come behind the seq up to which it says that it knows everything', () => {
  const { history, edits } = heard();
  edits(101, 15_100);
  const list = () => history.list({ afterSeq: history.since }).map(({ seq }) => seq);
  expect([history.since, list().length, list()[0]]).toEqual([100, 15_000, 101]);
  edits(15_101, 25_100);
  expect(list()[0]).toBe(history.since + 1);
  expect(list().length).toBe(25_100 - history.since);
  expect(list().length).toBeGreaterThanOrEqual(10_000);
});

it('tells of an edit of the disk as nobody’s, or of the agent who had told it', () => {
  const { history, events } = heard();
  const body = { update: Uint8Array.of(0, 0) };
  events.emit('entry', entryOf('doc.updated', body, { seq: 1, ref: document, by: annsDisk }));
  events.emit('entry', entryOf('doc.updated', { ...body, agent }, { seq: 2, ref: document, by: annsDisk }));
  events.emit('entry', entryOf('doc.updated', body, { seq: 3, ref: document, by: annsWindow }));
  expect(history.list().map(({ person }) => person)).toEqual([null, agent, ann]);
});

it('plays what is kept where nobody tells the past, and fails where the host has failed', async () => {
  for (const fault of ['not-permitted', 'host-away'] as const) {
    const { history, edits } = heard(fault);
    edits(101, 102);
    const played: number[] = [];
    for await (const { seq } of history.replay({ afterSeq: 0 })) if (played.push(seq) === 2) break;
    expect(played).toEqual([101, 102]);
  }
  const { history, edits } = heard();
  edits(101, 102);
  await expect(history.replay({ afterSeq: 0 }).next()).rejects.toMatchObject({ code: 'internal' });
});
