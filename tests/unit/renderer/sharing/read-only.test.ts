import { expect, test } from 'vitest';
import { whyReadOnly } from '../../../../src/renderer/features/sharing/read-only.ts';
import { messageOf } from '../../../../src/renderer/workbench/files/read-only-message.ts';
import type { Participant } from '../../../../src/shared/capabilities/people/people-state.ts';
import { participant, replica, session } from '../people/sample-session.ts';

const wordsFor = (change: Partial<Participant>) =>
  whyReadOnly(
    session([participant('ada', { name: 'Ada', role: 'owner' }), participant('bob', change)], {
      a: replica('ada'),
      b: replica('bob'),
    }),
    'bob',
  );

test('who may not edit is told what they are and whom to ask, with a way to ask', () => {
  const offer = { label: 'Ask for it', command: 'ensemble.askToEdit' };
  expect(wordsFor({ role: 'viewer' })).toEqual({ words: 'You are a viewer. Ask Ada to let you edit files.', offer });
  expect(wordsFor({ role: 'editor', grants: { edit: false } })).toEqual({
    words: 'You are an editor. Ask Ada to let you edit files.',
    offer,
  });
});

test('who has asked is not told to ask', () => {
  expect(wordsFor({ role: 'reviewer', asks: ['edit'] })).toEqual({
    words: 'You are a reviewer. You have asked Ada to let you edit files.',
  });
});

test('the link in the message runs the one command, whatever a name holds', () => {
  const words = 'Ask [Eve](command:evil) to let you edit files.';
  const message = messageOf({ words, offer: { label: 'Ask for it', command: 'ensemble.askToEdit' } });
  expect(message.isTrusted).toEqual({ enabledCommands: ['ensemble.askToEdit'] });
  expect(message.value).not.toContain('](command:evil)');
  expect(message.value).toMatch(/ \[Ask for it\]\(command:ensemble\.askToEdit\)$/);
  expect(messageOf({ words }).isTrusted).toBeUndefined();
});
