import { expect, it } from 'vitest';
import { suggestedFileRows, suggestedRows } from '../../../../../src/renderer/features/inbox/suggested.ts';
import {
  ann,
  annsWindow,
  bob,
  bobsWindow,
  document,
  entryOf,
  foldAll,
  joined,
  opened,
} from '../../../shared/session/entries.ts';
import { idOf } from '../../../shared/session/sample-of.ts';

const program = (name: string) => idOf(`program-of-${name}`);
const arrived = (name: string) => [
  entryOf('participant.admitted', { person: idOf(name), name, role: 'editor', agentOf: ann }),
  joined(idOf(name), program(name), 'editor', 1000, 'agent'),
];
const part = { reads: { ids: [[1, 0, 4] as [number, number, number]] }, before: 'one\n', after: 'ONE\n' };
const made = (name: string, by: string, parts = [part]) =>
  entryOf('proposal.made', { proposal: idOf(name), title: '', parts }, { by: program(by), ref: document });
const judged = (name: string) =>
  entryOf(
    'proposal.judged',
    { proposal: idOf(name), judgement: idOf('j'), parts: [0], verdict: 'rejected' },
    { by: annsWindow, ref: document },
  );

const people = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow, 'viewer'),
  ...arrived('one'),
  ...arrived('two'),
  opened(),
]);

it('what waits is one row for each agent and document, for those who may judge it', () => {
  const state = foldAll([made('a', 'one'), made('b', 'two'), made('c', 'one', [part, part])], people);
  expect(suggestedRows(state, annsWindow)).toMatchObject([
    { agent: idOf('one'), ref: document, edits: 3 },
    { agent: idOf('two'), ref: document, edits: 1 },
  ]);
  expect(suggestedRows(state, bobsWindow)).toEqual([]);
});

it('what is judged waits no more', () => {
  const state = foldAll([made('a', 'one'), made('c', 'one', [part, part]), judged('a'), judged('c')], people);
  expect(suggestedRows(state, annsWindow).map(({ edits }) => edits)).toEqual([1]);
});

it('a row names the very parts that it counts, so that what comes later is not judged with them', () => {
  const drawn = (state: typeof people) => suggestedRows(state, annsWindow).flatMap((row) => row.drawn);
  const before = foldAll([made('a', 'one', [part, part]), judged('a')], people);
  expect(drawn(before)).toEqual([{ proposal: idOf('a'), parts: [1] }]);
  const after = foldAll([made('later', 'one')], before);
  expect(drawn(after)).toEqual([...drawn(before), { proposal: idOf('later'), parts: [0] }]);
});

it('nothing waits for a file that is gone', () => {
  const state = foldAll([made('a', 'one')], people);
  const info = state.documents[document]!;
  const without = { ...state, documents: { ...state.documents, [document]: { ...info, deleted: true } } };
  expect([state, without, { ...state, documents: {} }].map((each) => suggestedRows(each, annsWindow).length)).toEqual([
    1, 0, 0,
  ]);
});

it('acts on files wait for those who may change files, each in words and by itself', () => {
  const act = (name: string, of: object) =>
    entryOf('fileProposal.made', { proposal: idOf(name), title: '', act: of } as never, { by: program('one') });
  const state = foldAll(
    [
      act('a', { is: 'create', path: 'a.txt', text: '' }),
      act('b', { is: 'move', from: 'b.txt', to: 'c.txt' }),
      act('c', { is: 'delete', path: 'd.txt', read: 'ab'.repeat(32) }),
    ],
    people,
  );
  const rows = suggestedFileRows(state, annsWindow);
  expect(rows.map(({ words }) => words)).toEqual(['a new file, a.txt', 'moving b.txt to c.txt', 'deleting d.txt']);
  expect(rows[1]).toMatchObject({ file: 'b.txt', drawn: [{ proposal: idOf('b'), parts: [] }] });
  expect(suggestedFileRows(state, bobsWindow)).toEqual([]);
});
