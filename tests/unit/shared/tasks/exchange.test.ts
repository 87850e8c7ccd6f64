import { describe, expect, it } from 'vitest';
import { readBacklogTask } from '../../../../src/shared/tasks/exchange/backlog-format.ts';
import { type ForeignTask, type OwnTask, readOwnTask } from '../../../../src/shared/tasks/exchange/foreign-task.ts';
import { issuesText, readIssues } from '../../../../src/shared/tasks/exchange/github-format.ts';
import { giveToBacklog } from '../../../../src/shared/tasks/exchange/giving-out.ts';
import { takeIn } from '../../../../src/shared/tasks/exchange/taking-in.ts';
import { taskIdOf } from '../../../../src/shared/tasks/task.ts';

/** A task file as Backlog.md writes it. */
const first = `---
id: BACK-12
title: 'Core: keep drafts'
status: In Progress
assignee:
  - '@grace'
reporter: '@ada'
created_date: '2026-01-01 23:37'
updated_date: '2026-05-11'
labels:
  - core
  - web-ui
milestone: v1.0
dependencies:
  - BACK-13
references: []
priority: high
ordinal: 125000
---

## Description

<!-- SECTION:DESCRIPTION:BEGIN -->
Drafts are kept.
<!-- SECTION:DESCRIPTION:END -->

## Acceptance Criteria
<!-- AC:BEGIN -->
- [x] #1 A draft is there after a reload
- [ ] #2 A draft is gone once it is sent
<!-- AC:END -->
`;
const second = `---
id: BACK-13
title: Choose a store
status: Blocked
assignee: [@grace, @alan]
labels: []
dependencies: []
ordinal: 1000
---
`;

const issues = [
  {
    number: 7,
    title: 'The board flickers',
    body: 'Since the last release.\r\n\r\n- [ ] measured',
    state: 'OPEN',
    url: 'https://github.com/example/boats/issues/7',
    labels: [{ id: 'LA_1', name: 'bug', description: '', color: 'd73a4a' }],
    assignees: [{ id: 'MDQ6', login: 'grace', name: 'Grace' }],
    milestone: { number: 1, title: 'v1.0', description: '', dueOn: null },
  },
  { number: 3, title: 'Old', body: '', state: 'CLOSED', labels: [], assignees: [], milestone: null },
];

let made = 0;
const newId = () => `a${String(++made).padStart(7, '0')}`;
const backlog = (text: string) => readBacklogTask(text) as ForeignTask;

/** Takes tasks into a folder, and gives the folder's tasks after that. */
function take(own: readonly OwnTask[], foreign: readonly ForeignTask[]) {
  const taken = takeIn(own, foreign, newId);
  const texts = new Map(own.map(({ path, text }) => [path, text]));
  for (const { path, text } of taken) if (text !== undefined) texts.set(path, text);
  const tasks = [...texts].map(([path, text]) => readOwnTask(taskIdOf(path), path, text)!);
  return { taken, tasks, are: taken.map(({ is }) => is) };
}

describe('tasks of Backlog.md', () => {
  it('come in with their fields, in their order, and depend on each other', () => {
    const { tasks, are } = take([], [backlog(first), backlog(second)]);
    expect(are).toEqual(['added', 'added']);
    const [store, drafts] = tasks;
    expect(drafts!.fields).toMatchObject({
      title: 'Core: keep drafts',
      status: 'in-progress',
      owner: 'grace',
      priority: 'high',
      milestone: 'v1.0',
      depends: [store!.id],
    });
    expect(drafts!.more).toMatchObject({ labels: ['core', 'web-ui'], created_date: '2026-01-01 23:37' });
    expect(store!.fields).toMatchObject({ status: 'Blocked', owner: 'grace' });
    expect(drafts!.text).toContain('- [x] #1 A draft is there after a reload');
  });

  it('go out again as the very same text, under the same name', () => {
    const { tasks } = take([], [backlog(first), backlog(second)]);
    const names = ['back-12 - Core-keep-drafts.md'];
    const [given, other] = giveToBacklog(tasks, names).toSorted((a, b) => (a.name < b.name ? -1 : 1));
    expect(given).toEqual({ name: names[0], text: first, own: null });
    expect(other).toMatchObject({ name: 'back-13 - Choose-a-store.md', own: null });
    expect(backlog(other!.text)).toEqual(backlog(second));
  });

  it('change in place the second time, where they are others there by now', () => {
    const { tasks } = take([], [backlog(first)]);
    expect(take(tasks, [backlog(first)]).are).toEqual(['same']);
    const next = backlog(first.replace('In Progress', 'Done').replace('Drafts are kept.', 'Drafts are kept for ever.'));
    const again = take(tasks, [next]);
    expect(again.are).toEqual(['changed']);
    expect(again.tasks).toHaveLength(1);
    expect(again.tasks[0]!.fields.status).toBe('done');
    expect(again.tasks[0]!.text).toContain('kept for ever');
    expect(take(again.tasks, [next]).are).toEqual(['same']);
  });

  it('leave what people have done here: a task that is the same there, and a text that was changed here', () => {
    const { tasks } = take([], [backlog(first)]);
    const changedHere = (text: string) => {
      const { id, path } = tasks[0]!;
      return [readOwnTask(id, path, text)!];
    };
    const moved = changedHere(tasks[0]!.text.replace('in-progress', 'in-review'));
    expect(take(moved, [backlog(first)]).are).toEqual(['same']);
    const written = changedHere(`${tasks[0]!.text}\nWords of ours.\n`);
    const { taken, tasks: after } = take(written, [backlog(first.replace('high', 'low'))]);
    expect(taken[0]).toMatchObject({ is: 'changed', note: 'its text was changed here, so it stays' });
    expect(after[0]!.fields.priority).toBe('low');
    expect(after[0]!.text).toContain('Words of ours.');
  });

  it('give our own tasks the next numbers, and note these', () => {
    const { tasks } = take([], [backlog(first)]);
    const ours = readOwnTask('zzzzzzzz', '.tasks/zzzzzzzz-new.md', '---\ntitle: New\n---\n')!;
    const given = giveToBacklog([...tasks, ours], ['back-40 - Other.md']);
    expect(given[1]).toMatchObject({ name: 'back-41 - New.md', own: { path: ours.path } });
    expect(given[1]!.own!.text).toContain('origin: backlog:BACK-41');
    const noted = readOwnTask(ours.id, ours.path, given[1]!.own!.text)!;
    expect(giveToBacklog([...tasks, noted], [])[1]).toMatchObject({ name: 'back-41 - New.md', own: null });
  });

  it('bring no phases to be run here, no field of ours by its name, and no path as their id', () => {
    const evil = first.replace('labels:', 'phases: [rm]\nrank: a0\nid2: x\nbig: {a: 1}\nlabels:');
    const { tasks } = take([], [backlog(evil)]);
    expect(tasks[0]!.text).not.toContain('phases');
    expect(tasks[0]!.text).not.toContain('big');
    for (const id of ['../../x-1', 'a/b-1', 'x', `${'9'.repeat(50)}-1`])
      expect(readBacklogTask(first.replace('BACK-12', id))).toContain('task-12');
    expect(readBacklogTask('no task')).toContain('line 1');
    const ringing = backlog(first.replace("'Core: keep drafts'", '"a\\u001b[31mb\\nc"'));
    expect(ringing.fields.title).toBe('a [31mb c');
  });
});

describe('issues of GitHub', () => {
  const read = (change: object = {}) => readIssues(JSON.stringify([{ ...issues[0], ...change }, issues[1]]));

  it('come in, and go out again with the same numbers, labels and people', () => {
    const { tasks } = take([], read());
    expect(tasks.map(({ fields }) => [fields.title, fields.status, fields.owner])).toEqual([
      ['Old', 'done', null],
      ['The board flickers', 'todo', 'grace'],
    ]);
    const out = JSON.parse(issuesText(tasks));
    expect(out[1]).toEqual({
      number: 7,
      title: 'The board flickers',
      body: 'Since the last release.\n\n- [ ] measured',
      state: 'OPEN',
      url: 'https://github.com/example/boats/issues/7',
      labels: [{ name: 'bug' }],
      assignees: [{ login: 'grace' }],
      milestone: { title: 'v1.0' },
    });
    expect(readIssues(issuesText(tasks))).toHaveLength(2);
    expect(take(tasks, readIssues(issuesText(tasks))).are).toEqual(['same', 'same']);
  });

  it('keep their columns here while they are open, and are done once they are closed', () => {
    const { tasks } = take([], read());
    const moved = tasks.map(
      ({ id, path, text }) => readOwnTask(id, path, text.replace('status: todo', 'status: in-review'))!,
    );
    const renamed = take(moved, read({ title: 'The board flickers again' }));
    expect(renamed.are).toEqual(['same', 'changed']);
    expect(renamed.tasks[1]!.fields).toMatchObject({ title: 'The board flickers again', status: 'in-review' });
    expect(take(renamed.tasks, read({ state: 'CLOSED' })).tasks[1]!.fields.status).toBe('done');
  });

  it('are refused in words where they are no such list', () => {
    for (const text of ['', '{}', '[{"number": "7"}]', '[{"number": 7, "title": "x", "url": "javascript:alert(1)"}]'])
      expect(() => readIssues(text)).toThrow();
  });
});
