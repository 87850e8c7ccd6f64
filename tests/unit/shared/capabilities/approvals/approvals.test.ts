import { expect, it } from 'vitest';
import { answeredLast, waiting } from '../../../../../src/shared/capabilities/approvals/approval-state.ts';
import { moveInWords } from '../../../../../src/shared/capabilities/git/move-words.ts';
import type { AskedMove } from '../../../../../src/shared/capabilities/git/moves.ts';
import type { Asking } from '../../../../../src/shared/core/asking.ts';
import type { Role } from '../../../../../src/shared/core/rights.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import { isInSight, narrowed, sightOf, told } from '../../../../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import type { Body, KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [cat, catsWindow, host, terminal, line] = ['cat', 'window-of-cat', 'host', 'terminal', 'line'].map(idOf) as [
  string,
  string,
  string,
  string,
  string,
];
const question = idOf('question');
const choices = [
  { choice: 'yes', name: 'Yes', allows: true },
  { choice: 'no', name: 'No', allows: false },
];
const plain = { approval: question, title: 'May I?', detail: '', choices, waitMs: 60_000 };
type Wish = NonNullable<Body<'approval.asked'>['wish']>;
const push: Wish = { is: 'push' };
const aLine: Wish = { is: 'line', terminal, line };

/** Ann hosts; Bob is an editor, and Cat a maintainer. A terminal is shared in which editors propose lines. */
const begun = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(ann, host, 'owner'),
  entryOf('host.claimed', { term: 1, folder: 'f' }, { by: host }),
  joined(bob, bobsWindow, 'editor'),
  joined(cat, catsWindow, 'maintainer'),
  entryOf(
    'terminal.opened',
    { term: 1, title: 'bash', shell: 'bash', columns: 80, rows: 24, access: 'approve', people: [] },
    { by: host, ref: terminal },
  ),
]);

const asked = (wish: Wish, person = bob, by = host) => entryOf('approval.asked', { ...plain, person, wish }, { by });
const answered = (by: string, choice = 'yes') => entryOf('approval.answered', { approval: question, choice }, { by });
const role = (person: string, now: Role) => entryOf('role.changed', { person, role: now }, { by: annsWindow });
const answerOf = (state: SessionState) => state.approvals[question]?.answer;

function objection<K extends KindName>(state: SessionState, by: string, kind: K, body: Body<K>): string | null {
  const { person } = state.replicas[by]!;
  const saying: Asking['saying'] = { kind, ref: null, to: null, body: body as Record<string, unknown> };
  return authorize(state, { person, replica: by }, 'say', saying)?.message ?? null;
}

const objects = (state: SessionState, by: string, choice = 'yes') =>
  objection(state, by, 'approval.answered', { approval: question, choice });

it('the host asks on behalf of somebody who may wish for it, and nobody else does', () => {
  expect(waiting(foldAll([asked(push)], begun))).toMatchObject([{ asker: bob, wish: push }]);
  for (const by of [annsWindow, bobsWindow, catsWindow]) {
    expect(waiting(foldAll([asked(push, bob, by)], begun))).toEqual([]);
    expect(objection(begun, by, 'approval.asked', { ...plain, person: bob, wish: push })).toContain('Only the host');
    expect(objection(begun, by, 'approval.asked', plain)).toContain('Only an agent');
  }
  const viewer = foldAll([role(bob, 'viewer')], begun);
  for (const wish of [push, aLine]) {
    expect(waiting(foldAll([asked(wish)], viewer))).toEqual([]);
    expect(objection(viewer, host, 'approval.asked', { ...plain, person: bob, wish })).toContain('may not wish');
  }
  expect(objection(begun, host, 'approval.asked', { ...plain, person: bob })).toContain('names what');
});

it('a push is answered by those who may push, and a line by those who may type there: never by its asker', () => {
  const pushing = foldAll([asked(push)], begun);
  expect([annsWindow, catsWindow].map((by) => objects(pushing, by))).toEqual([null, null]);
  expect(objects(pushing, bobsWindow)).toContain('Somebody else');
  const own = foldAll([asked(push, cat)], begun);
  expect([objects(own, annsWindow), objects(own, catsWindow)]).toEqual([
    null,
    expect.stringContaining('Somebody else'),
  ]);
  const proposed = foldAll([asked(aLine)], begun);
  expect([objects(proposed, annsWindow), objects(proposed, catsWindow)]).toEqual([
    null,
    expect.stringContaining('type into this terminal'),
  ]);
  const given = entryOf(
    'terminal.shared',
    { term: 1, access: 'approve', people: [[cat, 'write']] },
    { by: host, ref: terminal },
  );
  expect(objects(foldAll([given], proposed), catsWindow)).toBeNull();
});

it('the first answer counts, whatever others say at the same time, and all see whose it was', () => {
  const both = foldAll([asked(push), answered(catsWindow, 'no'), answered(annsWindow)], begun);
  expect(answerOf(both)).toMatchObject({ choice: 'no', person: cat });
  expect(objects(both, annsWindow)).toContain('answered already');
  expect(answeredLast(both).map(({ id }) => id)).toEqual([question]);
});

it('an answer of who has lost the right meanwhile counts for nothing, nor one to an asker who has', () => {
  const pushing = foldAll([asked(push)], begun);
  const lost = foldAll([role(cat, 'editor'), answered(catsWindow)], pushing);
  expect([answerOf(lost), objects(lost, catsWindow)]).toEqual([undefined, 'Whoever may push answers.']);
  const askerLost = foldAll([role(bob, 'viewer'), answered(catsWindow)], pushing);
  expect([answerOf(askerLost), objects(askerLost, catsWindow)]).toEqual([
    undefined,
    expect.stringContaining('any more'),
  ]);
  const ended = entryOf('terminal.ended', { term: 1, reason: 'closed', exitCode: null }, { by: host, ref: terminal });
  expect(answerOf(foldAll([asked(aLine), ended, answered(annsWindow)], begun))).toBeUndefined();
});

it('it is over with its time, with its asker, with its host, and once it is taken back', () => {
  const pushing = foldAll([asked(push)], begun);
  const { untilMs } = pushing.approvals[question]!;
  const late = foldAll(
    [entryOf('approval.answered', { approval: question, choice: 'yes' }, { by: catsWindow, at: untilMs })],
    pushing,
  );
  expect(answerOf(late)).toMatchObject({ choice: null, person: null });
  const left = entryOf('participant.left', { replica: bobsWindow, person: bob, forget: false });
  expect(waiting(foldAll([left], pushing))).toEqual([]);
  const claimed = entryOf('host.claimed', { term: 2, folder: 'f' }, { by: host });
  expect(waiting(foldAll([claimed], pushing))).toEqual([]);
  const withdrawn = (by: string) => entryOf('approval.withdrawn', { approval: question }, { by });
  expect(waiting(foldAll([withdrawn(bobsWindow), withdrawn(catsWindow)], pushing))).toHaveLength(1);
  expect(objection(pushing, bobsWindow, 'approval.withdrawn', { approval: question })).toContain('by who has asked');
  expect(waiting(foldAll([withdrawn(host)], pushing))).toEqual([]);
});

it('an act over somebody’s work is answered by that person alone, whatever others may', () => {
  const over = (of: string): Wish => ({ is: 'tree', of, files: [{ path: 'src/a.ts', isSaved: true }], more: 0 });
  const asking = foldAll([asked(over(bob), cat)], begun);
  expect(objects(asking, bobsWindow)).toBeNull();
  expect([annsWindow, host].map((by) => objects(asking, by))).toEqual(
    Array(2).fill('The person whose work it is answers.'),
  );
  expect(objects(foldAll([asked(over(cat), cat)], begun), catsWindow)).toContain('Somebody else');
  expect(answerOf(foldAll([answered(annsWindow)], asking))).toBeUndefined();
  expect(answerOf(foldAll([answered(bobsWindow)], asking))).toMatchObject({ choice: 'yes', person: bob });
  const viewer = foldAll([role(cat, 'viewer')], asking);
  expect(objects(viewer, bobsWindow)).toContain('may not wish for this any more');
});

it('people with limited sight are told what is asked about their own work, by the files that they see, and no more', () => {
  const files = ['src/a.ts', 'lib/b.ts'].map((path) => ({ path, isSaved: true }));
  const limited = foldAll([entryOf('paths.limited', { person: bob, paths: ['src'] }, { by: annsWindow })], begun);
  const sight = sightOf(limited, bob)!;
  const seen = (wish: Wish) => {
    const entry = asked(wish, cat);
    const before = narrowed(limited, sight).state;
    const now = foldAll([told(limited, entry, sight)], before);
    const full = foldAll([entry], limited);
    expect(narrowed(full, sight).state.approvals).toEqual(now.approvals);
    return [now, full] as const;
  };
  const [own, full] = seen({ is: 'tree', of: bob, files, more: 1 });
  expect(own.approvals[question]!.wish).toEqual({ is: 'tree', of: bob, files: [files[0]], more: 2 });
  const answer = answered(bobsWindow);
  expect(told(limited, answer, sight)).toEqual(answer);
  expect(answerOf(foldAll([told(full, answer, sight)], own))).toMatchObject({ person: bob });
  expect(
    isInSight(
      full,
      'approval.answered',
      { by: bobsWindow, ref: null, body: { approval: question, choice: 'yes' } },
      sight,
    ),
  ).toBe(true);
  for (const wish of [push, { is: 'tree', of: ann, files, more: 0 }] as const) {
    const [none, others] = seen(wish);
    expect(none.approvals).toEqual({});
    expect(told(others, answered(annsWindow), sight).kind).toBe('time.passed');
  }
});

it('people with limited sight are told what kind of act is asked about, and no name of a branch or commit', () => {
  const commit = 'c0ffee00'.repeat(5);
  const moves: AskedMove[] = [
    { method: 'git.checkout', params: { target: { branch: 'topic' } } },
    { method: 'git.checkout', params: { target: { commit } } },
    { method: 'git.stash', params: { message: 'topic', untracked: true } },
    { method: 'git.unstash', params: { id: commit, keep: false } },
    { method: 'git.merge', params: { branch: 'topic' } },
    { method: 'git.rebase', params: { onto: 'topic' } },
    { method: 'git.pick', params: { commit } },
    { method: 'git.revert', params: { commit } },
    { method: 'git.pull', params: {} },
  ];
  const limited = foldAll([entryOf('paths.limited', { person: bob, paths: ['src'] }, { by: annsWindow })], begun);
  const sight = sightOf(limited, bob)!;
  const titles = [...moves.map(moveInWords), 'Something else with topic'].map((title) => {
    const wish: Wish = { is: 'tree', of: bob, files: [], more: 1 };
    const entry = entryOf('approval.asked', { ...plain, title, person: cat, wish }, { by: host });
    const { approvals } = foldAll([told(limited, entry, sight)], limited);
    expect(narrowed(foldAll([entry], limited), sight).state.approvals).toEqual(approvals);
    return approvals[question]!.title;
  });
  expect(titles).toEqual([
    'Switch branches',
    'Switch branches',
    'Put all changes aside',
    'Bring back what was put aside',
    'Merge a branch',
    'Rebase the branch',
    'Pick a commit',
    'Revert a commit',
    'Pull',
    'Act on all files with Git',
  ]);
});
