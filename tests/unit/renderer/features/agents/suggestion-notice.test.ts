import { expect, it, onTestFinished, vi } from 'vitest';
import { tellFirstSuggestions } from '../../../../../src/renderer/features/agents/suggestion-notice.ts';
import type { App } from '../../../../../src/renderer/session/app.ts';
import type { Entry } from '../../../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../../../src/shared/session/state.ts';
import {
  ann,
  annsWindow,
  bob,
  bobsWindow,
  document,
  entryOf,
  foldAll,
  joined,
  opened,
} from '../../../shared/session/entries.ts';
import { idOf } from '../../../shared/session/sample-of.ts';

const agentsProgram = idOf('program-of-agent');
const people = foldAll([
  joined(ann, annsWindow, 'owner'),
  joined(bob, bobsWindow, 'viewer'),
  entryOf('participant.admitted', { person: idOf('Agent'), name: 'Agent', role: 'editor', agentOf: ann }),
  joined(idOf('Agent'), agentsProgram, 'editor', 1000, 'agent'),
  opened(),
]);
const part = { reads: { ids: [[1, 0, 4] as [number, number, number]] }, before: 'one\n', after: 'ONE\n' };
const edit = (name: string, parts = [part]) =>
  entryOf('proposal.made', { proposal: idOf(name), title: '', parts }, { by: agentsProgram, ref: document });
const creation = (name: string) =>
  entryOf(
    'fileProposal.made',
    { proposal: idOf(name), title: '', act: { is: 'create', path: `${name}.txt`, text: '' } },
    { by: agentsProgram },
  );
const withdrawal = (name: string) => entryOf('fileProposal.withdrawn', { proposal: idOf(name) }, { by: agentsProgram });

/** A window that hears entries, and the notices that came up in it. */
function scene({ replica = annsWindow, isShown = false, isQuiet = false } = {}) {
  vi.useFakeTimers();
  onTestFinished(() => void vi.useRealTimers());
  const listeners = { entry: new Set<(told: never) => void>(), state: new Set<(told: never) => void>() };
  let state: SessionState = people;
  const session = {
    replica,
    get state() {
      return state;
    },
    events: {
      on: (name: 'entry' | 'state', listener: (told: never) => void) => {
        listeners[name].add(listener);
        return () => listeners[name].delete(listener);
      },
    },
  };
  const chosen = Promise.withResolvers<string | undefined>();
  const show = vi.fn(
    (_severity: string, _words: string, _options: { silent: boolean; signal: AbortSignal }) => chosen.promise,
  );
  const workbench = { notifications: { show }, context: { get: () => isQuiet } };
  const open = vi.fn(async () => undefined);
  tellFirstSuggestions({ workbench, session } as unknown as App, { show: open, isShown: () => isShown });
  const hear = (...entries: Entry[]) => {
    for (const entry of entries) {
      state = foldAll([entry], state);
      for (const listener of listeners.state) listener(state as never);
      for (const listener of listeners.entry) listener(entry as never);
    }
  };
  const told = () => show.mock.calls.map(([, words]) => words);
  return { hear, told, show, open, choose: chosen.resolve };
}

it('the first suggestion is told of once, with those that come right after it, and leads to them', async () => {
  const { hear, told, open, choose } = scene();
  hear(edit('a', [part, part]), creation('b'));
  expect(told()).toEqual([]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told()).toEqual([expect.stringMatching(/ suggests 3 changes\.$/)]);
  hear(creation('c'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told()).toHaveLength(1);
  choose('Show');
  await vi.advanceTimersByTimeAsync(0);
  expect(open).toHaveBeenCalledOnce();
});

it('a notice goes when nothing waits any more, and what is gone at once is not told of; a later one is', async () => {
  const { hear, told, show } = scene();
  hear(creation('a'), withdrawal('a'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told()).toEqual([]);
  hear(creation('b'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(told()).toEqual([expect.stringMatching(/ suggests a change\.$/)]);
  const { signal } = show.mock.calls[0]![2];
  expect(signal.aborted).toBe(false);
  hear(withdrawal('b'));
  expect(signal.aborted).toBe(true);
});

it('nobody is told who may not judge, or sees the list; not aloud whoever is not to be disturbed', async () => {
  const scenes = [scene({ replica: bobsWindow }), scene({ isShown: true }), scene({ isQuiet: true })];
  for (const { hear } of scenes) hear(creation('a'));
  await vi.advanceTimersByTimeAsync(2_000);
  expect(scenes.map(({ told }) => told().length)).toEqual([0, 0, 1]);
  expect(scenes[2]!.show.mock.calls[0]![2].silent).toBe(true);
});
