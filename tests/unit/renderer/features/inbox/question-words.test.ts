import { expect, it } from 'vitest';
import { questionWords } from '../../../../../src/renderer/features/inbox/question-words.ts';

it('name the terminal in which a line would run, before the line', () => {
  const asked = { name: 'Ada', title: 'Run a line in deploy', line: 'make all' };
  expect(questionWords({ ...asked, terminal: 'deploy' })).toBe('In deploy, Ada wants to run make all');
  expect(questionWords(asked)).toBe('In a terminal, Ada wants to run make all');
  expect(questionWords({ ...asked, line: null })).toBe('Ada asks: Run a line in deploy');
});
