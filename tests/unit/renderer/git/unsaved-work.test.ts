import { expect, it } from 'vitest';
import { isAnotherHere, metWork } from '../../../../src/renderer/features/git/unsaved-work.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

it('says whose work an act on all files meets, each file once, and the count of all', () => {
  const changes = [
    { path: 'a.txt', is: '.M' },
    { path: 'b.txt', is: 'M.' },
    { path: 'new.txt', is: '??' },
  ];
  const met = metWork(
    { changes, rest: 3 } as never,
    [{ path: 'a.txt', names: ['Ada', 'you'] }],
    [
      { path: 'a.txt', names: ['Ada'] },
      { path: 'b.txt', names: ['Bo'] },
      { path: 'c.txt', names: [] },
    ],
  );
  expect(met).toEqual([
    'a.txt has unsaved work of Ada and you.',
    'b.txt has uncommitted work of Bo.',
    '5 files have changes that are not committed.',
  ]);
  expect(metWork({ changes: [changes[2]], rest: 0 } as never, [], [])).toEqual([]);
});

it('offers to ask others alone who are here, for their agents too: nobody answers for their own', () => {
  const [agent, agentsReplica] = [idOf('agent'), idOf('agents-replica')];
  const state = foldAll([
    joined(ann, annsWindow, 'owner'),
    joined(bob, bobsWindow, 'editor'),
    entryOf('participant.admitted', { person: agent, name: 'Agent', role: 'editor', agentOf: ann }),
    joined(agent, agentsReplica, 'editor'),
  ]);
  const works = [{ people: [agent] }];
  expect([isAnotherHere(state, ann, works), isAnotherHere(state, bob, works)]).toEqual([false, true]);
  expect(isAnotherHere(state, ann, [...works, { people: [bob] }])).toBe(true);
  const left = entryOf('participant.left', { replica: bobsWindow, person: bob, forget: false });
  expect(isAnotherHere(foldAll([left], state), ann, [{ people: [bob] }])).toBe(false);
});
