import { describe, expect, it } from 'vitest';
import { isRecorded } from '../../../../../src/shared/capabilities/recording/recording-state.ts';
import type { EnsembleError } from '../../../../../src/shared/core/errors.ts';
import type { Role } from '../../../../../src/shared/core/rights.ts';
import { authorize } from '../../../../../src/shared/session/authorize.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import { type Body, encodeBody, type KindName } from '../../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../session/entries.ts';
import { idOf } from '../../session/sample-of.ts';

const ref = idOf('recording');
const here = foldAll([joined(ann, annsWindow, 'owner'), joined(bob, bobsWindow, 'viewer')]);

const say = <K extends KindName>(kind: K, body: Body<K>, by = annsWindow, of: string | null = ref) =>
  entryOf(kind, body, { by, ref: of });
const started = foldAll([say('recording.started', { title: 'Monday' })], here);
const objected = foldAll([say('recording.objected', {}, bobsWindow)], started);

const mayNot = (state: SessionState, kind: KindName, role: Role, body: object = {}, of: string | null = ref) => {
  const [person, replica] = role === 'owner' ? [ann, annsWindow] : [bob, bobsWindow];
  const saying = { kind, ref: of, body: body as Record<string, unknown>, bytes: encodeBody(kind, body as never) };
  return authorize(state, { person, replica }, 'say', saying as never) as EnsembleError | null;
};

describe('a recording', () => {
  it('runs from its start to its stop, but for where it rests', () => {
    expect(isRecorded(here)).toBe(false);
    expect(started.recording).toMatchObject({ ref, title: 'Monday', person: ann, startedMs: 1000 });
    expect(isRecorded(started)).toBe(true);
    const paused = foldAll([say('recording.paused', {})], started);
    expect(isRecorded(paused)).toBe(false);
    expect(isRecorded(foldAll([say('recording.resumed', {})], paused))).toBe(true);
    expect(foldAll([say('recording.stopped', {})], paused).recording).toBeNull();
  });

  it('is one at a time: a second is void, and so is a word about another', () => {
    const other = idOf('other');
    const after = foldAll(
      [
        say('recording.started', { title: 'second' }, annsWindow, other),
        say('recording.paused', {}, annsWindow, other),
        say('recording.stopped', {}, annsWindow, other),
      ],
      started,
    );
    expect(after.recording).toEqual(started.recording);
  });

  it('rests while somebody objects, and goes on when they agree', () => {
    expect(isRecorded(objected)).toBe(false);
    expect(isRecorded(foldAll([say('recording.resumed', {})], objected))).toBe(false);
    expect(isRecorded(foldAll([say('recording.agreed', {}, annsWindow)], objected))).toBe(false);
    expect(isRecorded(foldAll([say('recording.agreed', {}, bobsWindow)], objected))).toBe(true);
  });

  it('goes on when all windows of those who object are gone, or they were removed', () => {
    const left = (replica: string) => entryOf('participant.left', { person: bob, replica, forget: true });
    const second = idOf('second-window-of-bob');
    const twice = foldAll([joined(bob, second, 'viewer')], objected);
    expect(isRecorded(foldAll([left(second)], twice))).toBe(false);
    expect(isRecorded(foldAll([left(bobsWindow)], objected))).toBe(true);
    expect(isRecorded(foldAll([left(second), left(bobsWindow)], twice))).toBe(true);
  });
});

describe('the rights of a recording', () => {
  it('let a viewer object and mark, and an owner alone begin, rest and end it', () => {
    for (const kind of ['recording.paused', 'recording.resumed', 'recording.stopped'] as const) {
      expect(mayNot(started, kind, 'viewer')?.code).toBe('not-permitted');
      expect(mayNot(started, kind, 'owner')).toBeNull();
    }
    expect(mayNot(here, 'recording.started', 'viewer', { title: '' })?.message).toMatch('"record"');
    expect(mayNot(here, 'recording.started', 'owner', { title: '' })).toBeNull();
    expect(mayNot(started, 'recording.objected', 'viewer')).toBeNull();
    expect(mayNot(started, 'recording.marked', 'viewer', { words: 'here' })).toBeNull();
    expect(mayNot(objected, 'recording.agreed', 'viewer')).toBeNull();
  });

  it('refuse a second one, and words about none, about another, and agreement without an objection', () => {
    expect(mayNot(started, 'recording.started', 'owner', { title: '' }, idOf('other'))?.code).toBe('exists');
    expect(mayNot(here, 'recording.stopped', 'owner')?.code).toBe('not-found');
    expect(mayNot(started, 'recording.marked', 'owner', { words: '' }, idOf('other'))?.code).toBe('not-found');
    expect(mayNot(started, 'recording.stopped', 'owner', {}, null)?.code).toBe('bad-request');
    expect(mayNot(started, 'recording.agreed', 'viewer')?.code).toBe('bad-request');
  });

  it('let everybody hear of the views of its windows while it runs', () => {
    expect(authorize(started, { person: bob, replica: bobsWindow }, 'hear', ref)).toBeNull();
    expect(authorize(here, { person: bob, replica: bobsWindow }, 'hear', ref)).not.toBeNull();
  });
});
