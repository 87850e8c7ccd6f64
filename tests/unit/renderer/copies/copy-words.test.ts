import { expect, it } from 'vitest';
import { needWords } from '../../../../src/renderer/features/copies/copy-words.ts';

const names: Record<string, string | null> = { me: null, ada: 'Ada', bob: 'Bob' };

it.each([
  { copyOf: null, people: ['ada'], short: 'Clean copy: needs Ada’s edit' },
  { copyOf: 'Ada', people: ['me'], short: 'Ada’s clean copy: needs your edit' },
  { copyOf: 'Ada', people: ['bob', 'me'], short: 'Ada’s clean copy: needs your and Bob’s edit' },
  { copyOf: null, people: ['bob', 'ada'], short: 'Clean copy: needs Ada and Bob’s edit' },
])('the reader is “you” in $short', ({ copyOf, people, short }) => {
  const shared = [{ path: 'a.ts', line: 3, people }];
  const nameOf = (person: string) => names[person] ?? null;
  expect(needWords({ shared, takesBoth: false, copyOf, nameOf }).short).toBe(short);
  const both = needWords({ shared, takesBoth: true, copyOf, nameOf });
  expect(both.short).toBe(short.replace('needs', 'with'));
  expect(both.long).toContain('(a.ts, line 3)');
});
