import { describe, expect, it } from 'vitest';
import { compareRanks, rankAt } from '../../../../src/shared/tasks/rank.ts';
import { taskIdOf } from '../../../../src/shared/tasks/task.ts';
import { newTaskId, taskPath } from '../../../../src/shared/tasks/task-path.ts';
import { fieldEdits, newTaskText, readTask } from '../../../../src/shared/tasks/task-text.ts';
import { applyEdits } from '../../../../src/shared/text/edits.ts';

const written = `---
# Planned on Monday.
title: "Paint: the boat" # red
status: todo
reviewers:
  - Ada
  - Bob
colour: red
owner:
---

Text.

- [x] Hull
- [ ] Mast
`;

const set = (text: string, fields: Parameters<typeof fieldEdits>[1]) => applyEdits(text, fieldEdits(text, fields));
const faultOf = (text: string) => {
  const read = readTask(text);
  return 'message' in read ? read.message : null;
};

describe('a task’s file', () => {
  it('is read with its fields and criteria', () => {
    expect(readTask(written)).toMatchObject({
      task: {
        title: 'Paint: the boat',
        status: 'todo',
        owner: null,
        reviewers: ['Ada', 'Bob'],
        criteria: [
          { isDone: true, words: 'Hull' },
          { isDone: false, words: 'Mast' },
        ],
      },
    });
  });

  it('keeps comments, order and unknown fields when a field is set', () => {
    const changed = set(written, { status: 'in-progress' });
    expect(changed).toBe(written.replace('status: todo', 'status: in-progress'));
    expect(set(written, { title: 'Sand' })).toBe(written.replace('"Paint: the boat" # red', 'Sand # red'));
    expect(set(written, { owner: 'Ada' })).toBe(written.replace('owner:', 'owner: Ada'));
  });

  it('takes lists, fields that it has not, and values that look like YAML', () => {
    expect(readTask(set(written, { reviewers: ['Cy', 'a, b'] }))).toMatchObject({
      task: { reviewers: ['Cy', 'a, b'], owner: null },
    });
    for (const title of ['yes', '3', '# no', 'a: b', '- x', '"', "'", '[', '{', '!tag', '&a', '*a', 'naïve 🚤', '---'])
      expect(readTask(set(written, { title, rank: 'a0', due: '2026-01-01' }))).toMatchObject({
        task: { title, rank: 'a0', due: '2026-01-01' },
      });
  });

  it('keeps a comment at the field that it is about when another is added behind a list', () => {
    const withList = (list: string, ...more: string[]) =>
      `---\ntitle: T\n${list}\n${more.map((each) => `${each}\n`).join('')}# Of the client.\ncolour: red\n---\n`;
    const lists = [
      'depends:\n  - a1\n  - b2 # soon',
      'depends:\n- a1',
      'depends:\n  - a1\n  # Not yet: b2.',
      'depends: [a1]',
    ];
    for (const list of lists)
      expect(set(withList(list), { due: '2026-01-01' }), list).toBe(withList(list, '', 'due: 2026-01-01', ''));
  });

  it('keeps the comments behind a list that is replaced', () => {
    const text = '---\ntitle: T\ndepends:\n  - a1\n  # More to come.\n# Of the client.\ncolour: red\n---\n';
    expect(set(text, { depends: ['b2'] })).toBe(text.replace('- a1', '[ b2 ]'));
  });

  it('is written so that it is read as it was meant', () => {
    const text = newTaskText({ title: 'a: "b" # c', paths: ['src/a.ts'], rank: 'a1' }, '- [ ] One');
    expect(readTask(text)).toMatchObject({
      task: { title: 'a: "b" # c', status: 'todo', paths: ['src/a.ts'], criteria: [{ words: 'One' }] },
    });
  });

  it('says why it is none', () => {
    expect(faultOf('Hello')).toMatch(/between two lines/);
    expect(faultOf('---\ntitle: [\n---\n')).not.toBe(null);
    expect(faultOf('---\n- a\n---\n')).toMatch(/has fields/);
    expect(faultOf('---\nstatus: todo\n---\n')).toMatch(/title/);
    expect(faultOf('---\ntitle: {a: b}\n---\n')).toMatch(/title/);
    expect(faultOf(`---\ntitle: a\n---\n${'x'.repeat(1_000_000)}`)).toMatch(/larger/);
    expect(faultOf(`---\ntitle: ${'['.repeat(10_000)}\n---\n`)).toMatch(/at most|deep/);
    expect(faultOf('---\na: &a [x, x]\nb: [*a, *a]\ntitle: b\n---\n')).not.toBe(null);
    expect(faultOf('---\n__proto__: {title: x}\n---\n')).toMatch(/title/);
  });

  it('is not changed where that is beyond the edits', () => {
    for (const text of ['Hello', '---\n{title: a}\n---\n']) expect(() => set(text, { rank: 'a0' })).toThrow(/as text/);
  });
});

describe('the name of a task’s file', () => {
  it('begins with its random id, and tells its title', () => {
    const environment = { randomBytes: (length: number) => new Uint8Array(length).fill(33) };
    expect(newTaskId(environment)).toBe('11111111');
    expect(taskPath('11111111', '../Évil / “Title”!')).toBe('.tasks/11111111-evil-title.md');
    expect(taskPath('11111111', '🚤')).toBe('.tasks/11111111.md');
    expect(taskIdOf('.tasks/11111111-evil-title.md')).toBe('11111111');
    expect(taskIdOf('.tasks/by hand.md')).toBe('by hand');
  });
});

describe('a rank', () => {
  const list = (...ranks: (string | null)[]) => ranks.map((rank, index) => ({ id: `t${index}`, rank }));

  it('puts a task where it was dropped, and changes no other', () => {
    let tasks = list(rankAt([], 0));
    for (let index = 1; index < 300; index++) {
      const at = (index * 7) % tasks.length;
      const added = { id: `t${index}`, rank: rankAt(tasks, at) };
      const wanted = tasks.toSpliced(at, 0, added);
      tasks = wanted.toSorted(compareRanks);
      expect(tasks).toEqual(wanted);
    }
  });

  it('stands beside equal ones of other branches, and ranks that are none', () => {
    expect(rankAt(list('a0', 'a0', 'a1'), 1) > 'a0').toBe(true);
    for (const evil of ['', '0', 'a', '~', 'a00', 'A'.repeat(1000), null]) expect(rankAt(list(evil), 0)).toBe('a0');
  });
});
