import { describe, expect, it } from 'vitest';
import { idsIn, progressSettings, statusAfter } from '../../../../src/shared/tasks/task-progress.ts';

const usual = progressSettings.parse({});

describe('the status after an event', () => {
  it('is only ever a later one', () => {
    expect(statusAfter(usual, 'edited', 'todo')).toBe('in-progress');
    expect(statusAfter(usual, 'edited', 'in-progress')).toBe(null);
    expect(statusAfter(usual, 'committed', 'todo')).toBe('in-review');
    expect(statusAfter(usual, 'committed', 'done')).toBe(null);
    expect(statusAfter(usual, 'merged', 'in-review')).toBe('done');
  });

  it('is the same as before where the setting is off, the event is, or a status has no place', () => {
    expect(statusAfter({ ...usual, follow: false }, 'edited', 'todo')).toBe(null);
    expect(statusAfter({ ...usual, edited: null }, 'edited', 'todo')).toBe(null);
    expect(statusAfter(usual, 'merged', 'waits')).toBe(null);
    expect(statusAfter({ ...usual, merged: 'shipped' }, 'merged', 'todo')).toBe(null);
  });
});

describe('tasks that a message names', () => {
  it('are words of their own, in any case, each once', () => {
    expect(idsIn('AB12CD34: set (xy34zw56), ab12cd34')).toEqual(['ab12cd34', 'xy34zw56']);
    expect(idsIn('.tasks/ab12cd34-one.md')).toEqual(['ab12cd34']);
    expect(idsIn('ab12cd345 xab12cd34')).toEqual([]);
  });
});
