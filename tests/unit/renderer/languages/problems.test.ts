import { expect, it } from 'vitest';
import { showProblems } from '../../../../src/renderer/features/languages/problems.ts';

type Told = (key: string, isOpen: boolean, tool: 'rename' | 'actions') => void;

/** A window; `shown` has the number of problems that the editors show, by path. */
function windowOf() {
  let [told, look]: [Told, () => void] = [() => undefined, () => undefined];
  const state = { languages: { problems: {} as Record<string, unknown> } };
  const shown: Record<string, number> = {};
  const languages = {
    setProblems: (_source: string, path: string, problems: readonly unknown[]) => {
      shown[path] = problems.length;
    },
    onToolOpen: (listener: Told) => {
      told = listener;
    },
  };
  const events = {
    on: (_name: 'state', listener: () => void) => {
      look = listener;
    },
  };
  showProblems({ session: { state, events }, workbench: { languages } } as never);
  const hear = (path: string, count: number) => {
    const { problems } = state.languages;
    state.languages = { problems: { ...problems, [path]: { source: 'ts', path, problems: Array(count).fill({}) } } };
    look();
  };
  return { shown, hear, tool: (...about: Parameters<Told>) => told(...about) };
}

it('shows new problems of a text once the menu of actions over it has closed, and others’ meanwhile', async () => {
  const { shown, hear, tool } = windowOf();
  hear('mast.ts', 1);
  tool('mast.ts', true, 'actions');
  hear('mast.ts', 2);
  hear('sail.ts', 3);
  expect(shown).toEqual({ 'mast.ts': 1, 'sail.ts': 3 });
  tool('sail.ts', true, 'actions');
  tool('mast.ts', false, 'actions');
  hear('sail.ts', 4);
  await Promise.resolve();
  expect(shown).toEqual({ 'mast.ts': 2, 'sail.ts': 3 });
  tool('sail.ts', false, 'actions');
  await Promise.resolve();
  expect(shown).toEqual({ 'mast.ts': 2, 'sail.ts': 4 });
});

it('shows them while the box of a rename is open: it does not go by them', () => {
  const { shown, hear, tool } = windowOf();
  tool('mast.ts', true, 'rename');
  hear('mast.ts', 2);
  expect(shown).toEqual({ 'mast.ts': 2 });
});
