import { describe, expect, it } from 'vitest';
import { proposalLimits } from '../../../../../src/shared/capabilities/proposals/limits.ts';
import { isOpen } from '../../../../../src/shared/capabilities/proposals/proposal-state.ts';
import { narrowed, sightOf } from '../../../../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined, opened } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [agent, agentsProgram] = [idOf('Agent'), idOf('program-of-agent')];
const admitted = entryOf('participant.admitted', { person: agent, name: 'Agent', role: 'editor', agentOf: ann });
const people = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow),
  admitted,
  joined(agent, agentsProgram, 'editor', 1000, 'agent'),
  opened(),
]);

const part = (before: string, after: string) => {
  const ids: [number, number, number][] = before === '' ? [] : [[1, 0, before.length]];
  return { reads: { ids, ...(before === '' && { fromStart: true as const }) }, before, after };
};
const make = (name: string, parts = [part('one\n', 'ONE\n'), part('two\n', '')], by = agentsProgram, ref = document) =>
  entryOf('proposal.made', { proposal: idOf(name), title: 'Louder', parts, turn: 't1' }, { by, ref });
const judge = (name: string, parts: number[], verdict: 'accepted' | 'rejected' | null, by = annsWindow, is = 'j') =>
  entryOf('proposal.judged', { proposal: idOf(name), judgement: idOf(is), parts, verdict }, { by, ref: document });
const verdicts = ({ proposals }: SessionState, name = 'p') =>
  proposals[idOf(name)]?.parts.map(({ judged }) => judged && [judged.verdict, judged.person, judged.judgement]);

describe('suggestions of agents', () => {
  it('are made by agents alone, about a document that is there', () => {
    expect(verdicts(foldAll([make('p')], people))).toEqual([null, null]);
    expect(foldAll([make('p')], people).proposals[idOf('p')]).toMatchObject({ agent, ref: document, turn: 't1' });
    expect(foldAll([make('p', undefined, bobsWindow)], people).proposals).toEqual({});
    expect(foldAll([make('p', undefined, agentsProgram, idOf('elsewhere'))], people).proposals).toEqual({});
  });

  it('are judged part by part, and the first judgement of each counts', () => {
    const state = foldAll(
      [make('p'), judge('p', [0], 'accepted', annsWindow, 'a'), judge('p', [0, 1], 'rejected', bobsWindow, 'b')],
      people,
    );
    expect(verdicts(state)).toEqual([
      ['accepted', ann, idOf('a')],
      ['rejected', bob, idOf('b')],
    ]);
    expect(isOpen(state.proposals[idOf('p')]!)).toBe(false);
  });

  it('are opened again by those alone who have judged them', () => {
    const before = foldAll([make('p'), judge('p', [0], 'accepted')], people);
    expect(foldAll([judge('p', [0], null, bobsWindow)], before)).toEqual(before);
    expect(verdicts(foldAll([judge('p', [0, 1], null)], before))).toEqual([null, null]);
  });

  it('are judged by no agent, and taken back by none but their own', () => {
    const before = foldAll([make('p')], people);
    const withdraw = (by: string) => entryOf('proposal.withdrawn', { proposal: idOf('p') }, { by, ref: document });
    for (const entry of [judge('p', [0], 'accepted', agentsProgram), judge('q', [0], 'accepted'), withdraw(annsWindow)])
      expect(foldAll([entry], before)).toEqual(before);
    expect(foldAll([withdraw(agentsProgram)], before).proposals).toEqual({});
  });

  it('have bounds of number and size, and are forgotten when they are done, the oldest first', () => {
    const names = Array.from({ length: proposalLimits.openOfOne + 5 }, (_, index) => `p${index}`);
    const full = foldAll(
      names.map((name) => make(name)),
      people,
    );
    expect(Object.keys(full.proposals)).toHaveLength(proposalLimits.openOfOne);
    const long = 'x'.repeat(proposalLimits.units);
    const large = foldAll(
      names.map((name) => make(name, [part('', long)])),
      people,
    );
    expect(Object.keys(large.proposals)).toHaveLength(proposalLimits.unitsOfOne / proposalLimits.units);
    const done = foldAll(
      names.slice(0, proposalLimits.doneOfDocument + 5).map((name) => judge(name, [0, 1], 'rejected')),
      full,
    );
    const judged = Object.values(done.proposals).filter((each) => !isOpen(each));
    expect(judged).toHaveLength(proposalLimits.doneOfDocument);
  });

  it('keep the verdicts alone once they have been done for a while, whatever somebody sees', () => {
    const [docs, gap] = [idOf('docs'), proposalLimits.doneTextsMs];
    const limits = entryOf('paths.limited', { person: bob, paths: ['a.txt'] });
    const from = foldAll(
      [opened(docs, 'docs/b.txt'), make('open'), make('half'), judge('half', [0], 'rejected')],
      people,
    );
    const done = [make('p'), judge('p', [0], 'rejected'), { ...judge('p', [1], 'accepted'), at: 2000 }];
    const elsewhere = { ...judge('q', [0, 1], 'accepted'), ref: docs };
    const early = foldAll([...done, make('q', undefined, agentsProgram, docs), elsewhere, limits], from);
    const passed = (at: number) => entryOf('time.passed', {}, { at });
    const texts = ({ proposals }: SessionState, name: string) =>
      proposals[idOf(name)]?.parts.flatMap(({ before, after, reads }) => [before, after, reads.ids.length].join());
    const whole = ['one\n,ONE\n,1', 'two\n,,1'];
    const late = foldAll([passed(2000 + gap - 1), passed(2000 + gap)], early);
    expect(texts(foldAll([passed(2000 + gap - 1)], early), 'p')).toEqual(whole);
    expect(['p', 'q', 'open', 'half'].map((name) => texts(late, name))).toEqual([
      [',,0', ',,0'],
      [',,0', ',,0'],
      whole,
      whole,
    ]);
    expect(verdicts(late)).toEqual(verdicts(early));
    expect(foldAll([{ ...judge('p', [0, 1], null), at: 2000 + gap }], late)).toEqual(late);
    const seen = narrowed(early, sightOf(early, bob)!).state;
    expect(foldAll([passed(2000 + gap)], seen).proposals).toEqual(narrowed(late, sightOf(late, bob)!).state.proposals);
  });

  it.each([
    [
      'of agents of several people hold no more than a session has room for',
      (index: number) => idOf(`owner-${index}`),
      100,
    ],
    ['of all agents of one person hold no more than one has room for', () => ann, 20],
  ])('%s', (_, ownerAt, room) => {
    const long = 'x'.repeat(10_000 - proposalLimits.unitsOfRun);
    const programs = Array.from(
      { length: 11 },
      (_, index) => [idOf(`agent-${index}`), idOf(`program-${index}`), ownerAt(index)] as const,
    );
    const admissions = programs.flatMap(([person, program, owner]) => [
      ...(owner === ann ? [] : [entryOf('participant.admitted', { person: owner, name: 'Owner', role: 'editor' })]),
      entryOf('participant.admitted', { person, name: 'Agent', role: 'editor', agentOf: owner }),
      joined(person, program, 'editor', 1000, 'agent'),
    ]);
    const made = programs.flatMap(([, by], agent) =>
      Array.from({ length: 10 }, (_, index) => make(`${agent}-${index}`, [part('', long)], by, idOf(`at-${agent}`))),
    );
    const documents = programs.map((_, index) => opened(idOf(`at-${index}`), `${index}.txt`));
    const { proposals } = foldAll([...admissions, ...documents, ...made], people);
    expect(Object.keys(proposals)).toHaveLength(room);
  });

  it('leave with their document, and are told to those alone who see it', () => {
    const state = foldAll([make('p')], people);
    const limited = foldAll([entryOf('paths.limited', { person: bob, paths: ['docs'] })], state);
    expect(narrowed(limited, sightOf(limited, bob)!).state.proposals).toEqual({});
    const wide = foldAll([entryOf('paths.limited', { person: bob, paths: ['a.txt'] })], state);
    expect(Object.keys(narrowed(wide, sightOf(wide, bob)!).state.proposals)).toEqual([idOf('p')]);
    const sealed = entryOf('doc.sealed', { term: 1, reason: 'hidden' } as never, { by: annsWindow, ref: document });
    expect(foldAll([sealed], state).proposals).toEqual({});
  });
});
