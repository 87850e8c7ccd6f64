import { expect, it } from 'vitest';
import { isTaskFile } from '../../../../src/shared/tasks/task-path.ts';

it('takes Markdown in the tasks’ folder itself for tasks, in whatever case its name ends', () => {
  const tasks = ['.tasks/aaaaaaaa-one.md', '.tasks/aaaaaaaa-ONE.MD', '.tasks/notes.md'];
  expect(tasks.filter(isTaskFile)).toEqual(tasks);
  const others = [
    '.tasks',
    '.tasks/',
    '.tasks/.md',
    '.tasks/a.txt',
    '.tasks/old/a.md',
    '.tasksx/a.md',
    'a.md',
    'b/.tasks/a.md',
  ];
  expect(others.filter(isTaskFile)).toEqual([]);
});
