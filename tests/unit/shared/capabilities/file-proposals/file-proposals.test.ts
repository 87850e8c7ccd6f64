import { describe, expect, it } from 'vitest';
import { type FileVerdict, fileProposalKinds } from '../../../../../src/shared/capabilities/file-proposals/kinds.ts';
import { fileProposalLimits } from '../../../../../src/shared/capabilities/file-proposals/limits.ts';
import { objectionToFileProposal } from '../../../../../src/shared/capabilities/file-proposals/objections.ts';
import { narrowed, sightOf, told } from '../../../../../src/shared/session/narrowed.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { ann, annsWindow, bob, bobsWindow, document, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const [agent, agentsProgram] = [idOf('Agent'), idOf('program-of-agent')];
const people = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow),
  entryOf('participant.admitted', { person: agent, name: 'Agent', role: 'editor', agentOf: ann }),
  joined(agent, agentsProgram, 'editor', 1000, 'agent'),
]);

const hash = 'ab'.repeat(32);
const creation = (path = 'docs/new.txt', text = 'new\n') => ({ is: 'create' as const, path, text });
const make = (name: string, act: object = creation(), by = agentsProgram) =>
  entryOf('fileProposal.made', { proposal: idOf(name), title: 'Why', act, turn: 't1' } as never, { by });
const judge = (name: string, verdict: FileVerdict | null, by = annsWindow, is = 'j') =>
  entryOf('fileProposal.judged', { proposal: idOf(name), judgement: idOf(is), verdict }, { by });
const withdraw = (name: string, by = agentsProgram) =>
  entryOf('fileProposal.withdrawn', { proposal: idOf(name) }, { by });
const judgementOf = ({ fileProposals }: SessionState, name = 'p') => {
  const judged = fileProposals[idOf(name)]?.judged;
  return judged && [judged.verdict, judged.person, judged.judgement];
};
const namesIn = ({ fileProposals }: SessionState) => Object.keys(fileProposals);

describe('new files, moves and deletions that agents suggest', () => {
  it('are of agents alone, and about no document', () => {
    const state = foldAll([make('p')], people);
    expect(state.fileProposals[idOf('p')]).toMatchObject({ agent, act: creation(), turn: 't1', judged: null });
    expect(namesIn(foldAll([make('p', undefined, bobsWindow)], people))).toEqual([]);
    expect(namesIn(foldAll([{ ...make('p'), ref: document }], people))).toEqual([]);
    expect(namesIn(foldAll([make('p'), make('p', creation('other.txt'))], people))).toEqual([idOf('p')]);
  });

  it('name plain paths in the folder, of bounded length', () => {
    const { body } = fileProposalKinds['fileProposal.made'];
    const takes = (act: object) => body.safeParse({ proposal: idOf('p'), title: '', act }).success;
    const evil = ['', '/etc/passwd', '../a', 'a/../../b', 'a//b', './a', 'a\\b', 'a\0b', 'x'.repeat(1025)];
    for (const path of evil) {
      expect(takes(creation(path)), path).toBe(false);
      expect(takes({ is: 'delete', path, read: hash }), path).toBe(false);
      expect(takes({ is: 'move', from: 'a', to: path }), path).toBe(false);
      expect(takes({ is: 'move', from: path, to: 'a' }), path).toBe(false);
    }
    expect(takes(creation('a', 'x'.repeat(fileProposalLimits.units + 1)))).toBe(false);
    expect(takes({ is: 'delete', path: 'a', read: 'x' })).toBe(false);
    expect(takes({ is: 'run', path: 'a' })).toBe(false);
    expect(takes({ is: 'move', from: 'a', to: 'b/c' })).toBe(true);
  });

  it('move nothing to its own place or into itself', () => {
    for (const to of ['a', 'a/b'])
      expect(namesIn(foldAll([make('p', { is: 'move', from: 'a', to })], people))).toEqual([]);
    expect(namesIn(foldAll([make('p', { is: 'move', from: 'a', to: 'ab' })], people))).toHaveLength(1);
  });

  it('are judged once: the first judgement counts, and its person alone opens it again', () => {
    const state = foldAll([make('p'), judge('p', 'accepted', annsWindow, 'a')], people);
    const first = ['accepted', ann, idOf('a')];
    expect(judgementOf(state)).toEqual(first);
    for (const verdict of ['accepted', 'rejected', null] as const)
      expect(judgementOf(foldAll([judge('p', verdict, bobsWindow, 'b')], state))).toEqual(first);
    expect(judgementOf(foldAll([judge('p', 'rejected', annsWindow, 'b')], state))).toEqual(first);
    expect(judgementOf(foldAll([judge('p', null)], state))).toBeNull();
  });

  it('are judged by no agent, and taken back by none but their own and the host', () => {
    const state = foldAll([make('p')], people);
    for (const entry of [judge('p', 'accepted', agentsProgram), judge('q', 'accepted'), withdraw('p', bobsWindow)])
      expect(foldAll([entry], state)).toEqual(state);
    for (const by of [agentsProgram, annsWindow]) expect(namesIn(foldAll([withdraw('p', by)], state))).toEqual([]);
  });

  it('have bounds of number and size, judged ones and their names too', () => {
    const names = Array.from({ length: 1000 }, (_, index) => `p${index}`);
    const made = (act: object) => names.map((name) => make(name, act));
    expect(namesIn(foldAll(made(creation()), people))).toHaveLength(fileProposalLimits.openOfOne);
    const large = foldAll(made(creation('a', 'x'.repeat(fileProposalLimits.units))), people);
    expect(namesIn(large)).toHaveLength(Math.floor(fileProposalLimits.unitsOfOne / fileProposalLimits.units));
    const judgedAll = foldAll(
      names.flatMap((name) => [make(name, creation('x'.repeat(1000))), judge(name, 'rejected')]),
      people,
    );
    expect(namesIn(judgedAll).length).toBeLessThan(fileProposalLimits.unitsOfOne / 1000);
  });

  it('lose their text a while after the judgement, and are forgotten later', () => {
    const { doneTextMs, doneMs } = fileProposalLimits;
    const passed = (at: number) => entryOf('time.passed', {}, { at });
    const state = foldAll([make('open'), make('p'), { ...judge('p', 'accepted'), at: 2000 }], people);
    const textOf = ({ fileProposals }: SessionState) => fileProposals[idOf('p')]?.act;
    expect(textOf(foldAll([passed(2000 + doneTextMs - 1)], state))).toEqual(creation());
    const bare = foldAll([passed(2000 + doneTextMs)], state);
    expect(textOf(bare)).toEqual(creation(undefined, ''));
    expect(foldAll([{ ...judge('p', null), at: 2000 + doneTextMs }], bare)).toEqual(bare);
    expect(namesIn(foldAll([passed(2000 + doneMs)], bare))).toEqual([idOf('open')]);
    expect(namesIn(foldAll([passed(2000 + doneMs)], state))).toEqual([idOf('open')]);
  });

  it('without a text can be opened again as long as they are remembered, such as after a long question', () => {
    const deletion = { is: 'delete', path: 'a.txt', read: hash };
    const late = 2000 + fileProposalLimits.doneMs - 1;
    const state = foldAll([make('p', deletion), { ...judge('p', 'accepted'), at: 2000 }], people);
    const again = foldAll(
      [
        { ...judge('p', null), at: late },
        { ...judge('p', 'accepted', bobsWindow), at: late },
      ],
      state,
    );
    expect(judgementOf(again)?.slice(0, 2)).toEqual(['accepted', bob]);
    expect(again.fileProposals[idOf('p')]?.act).toEqual(deletion);
  });

  it('are accepted in two steps, which only the same judgement goes on with', () => {
    const state = foldAll([make('p'), judge('p', 'accepting', annsWindow, 'a')], people);
    const first = ['accepting', ann, idOf('a')];
    expect(judgementOf(state)).toEqual(first);
    for (const verdict of ['accepting', 'accepted', 'rejected', null] as const)
      expect(judgementOf(foldAll([judge('p', verdict, bobsWindow, 'a')], state))).toEqual(first);
    for (const verdict of ['accepting', 'accepted', 'rejected'] as const)
      expect(judgementOf(foldAll([judge('p', verdict, annsWindow, 'b')], state))).toEqual(first);
    expect(judgementOf(foldAll([judge('p', null)], state))).toBeNull();
    const done = foldAll([judge('p', 'accepted', annsWindow, 'a')], state);
    expect(judgementOf(done)).toEqual(['accepted', ann, idOf('a')]);
  });

  it('are open again with their text where whoever accepts goes, loses the right, or takes too long', () => {
    const state = foldAll([make('p'), judge('p', 'accepting', bobsWindow)], people);
    const passed = (at: number) => entryOf('time.passed', {}, { at });
    const late = 1000 + fileProposalLimits.acceptingMs;
    const lost = [
      entryOf('participant.left', { person: bob, replica: bobsWindow, forget: false }),
      entryOf('participant.left', { person: bob, replica: bobsWindow, forget: true }),
      entryOf('participant.removed', { person: bob, ban: false }),
      entryOf('role.changed', { person: bob, role: 'viewer' }),
      entryOf('rights.changed', { person: bob, grants: { 'files.write': false } }),
      passed(late),
    ];
    for (const entry of lost) {
      const after = foldAll([entry], state);
      expect([after.fileProposals[idOf('p')]?.act, judgementOf(after)], entry.kind).toEqual([creation(), null]);
    }
    const others = [
      entryOf('participant.left', { person: ann, replica: annsWindow, forget: false }),
      entryOf('rights.changed', { person: bob, grants: { edit: false } }),
      passed(late - 1),
    ];
    expect(judgementOf(foldAll(others, state))).toEqual(['accepting', bob, idOf('j')]);
    const done = foldAll([judge('p', 'accepted', bobsWindow), lost[0]!, lost[4]!], state);
    expect(judgementOf(done)).toEqual(['accepted', bob, idOf('j')]);
  });

  it('leave with an agent that is sent out', () => {
    const state = foldAll([make('p')], people);
    const removed = entryOf('participant.removed', { person: agent, ban: false }, { by: annsWindow });
    expect(namesIn(foldAll([removed], state))).toEqual([]);
  });

  it('are told to those alone who see all files that they name, who judge no others', () => {
    const acts = { in: creation(), out: creation('src/a.ts'), over: { is: 'move', from: 'docs/a', to: 'src/a' } };
    const limits = entryOf('paths.limited', { person: bob, paths: ['docs'] });
    const entries = Object.entries(acts).map(([name, act]) => make(name, act));
    const state = foldAll([limits, ...entries], people);
    const sight = sightOf(state, bob)!;
    expect(namesIn(narrowed(state, sight).state)).toEqual([idOf('in')]);
    expect(entries.map((entry) => told(state, entry, sight).kind)).toEqual([
      'fileProposal.made',
      'time.passed',
      'time.passed',
    ]);
    const codeOf = (name: string) => {
      const body = { proposal: idOf(name), judgement: idOf('j'), verdict: 'accepted' };
      const saying = { kind: 'fileProposal.judged', ref: null, body } as never;
      return objectionToFileProposal(state, { person: bob, saying } as never)?.code ?? null;
    };
    expect(['in', 'out', 'over', 'never'].map(codeOf)).toEqual([null, 'not-found', 'not-found', 'not-found']);
    const judged = foldAll([judge('out', 'accepted', bobsWindow), judge('in', 'accepted', bobsWindow)], state);
    expect([judgementOf(judged, 'out'), judgementOf(judged, 'in')?.[1]]).toEqual([null, bob]);
    const seen = foldAll([told(state, judge('in', 'rejected'), sight)], narrowed(state, sight).state);
    expect(judgementOf(seen, 'in')).toEqual(['rejected', ann, idOf('j')]);
  });
});
