import { expect, it } from 'vitest';
import { entryOf } from '../../../../src/renderer/features/languages/server-status.ts';
import type { LanguageServer } from '../../../../src/shared/capabilities/languages/language-state.ts';

const server = (name: string, state: LanguageServer['state'], text = ''): LanguageServer => ({
  id: name.toLowerCase(),
  name,
  languages: ['typescript'],
  extensions: ['.ts'],
  fileNames: [],
  state,
  text,
});

it('says of all servers of a text which are not simply there, the ones that wait for somebody first', () => {
  expect(entryOf([server('TypeScript', 'ready'), server('Prettier', 'idle')])).toBeNull();
  expect(entryOf([server('TypeScript', 'starting', 'It is starting.')])).toMatchObject({
    icon: 'sync~spin',
    text: 'TypeScript starts',
    tooltip: 'It is starting.',
  });
  const both = [server('TypeScript', 'starting', 'One.'), server('Prettier', 'unapproved', 'Two.')];
  expect(entryOf(both)).toMatchObject({
    icon: 'shield',
    kind: 'warning',
    text: 'Prettier asks for approval, TypeScript starts',
    tooltip: 'Prettier: Two.\nTypeScript: One.',
  });
});
