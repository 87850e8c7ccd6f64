import { expect, it, onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import { createVisibility, sharingSettings } from '../../../../src/main/files/visibility.ts';
import { hiddenProposals } from '../../../../src/main/host/hidden-proposals.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { fold } from '../../../../src/shared/session/fold.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { ann, annsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

const [agent, agentsProgram] = [idOf('Agent'), idOf('program-of-agent')];

/** A host with an agent's suggestions, whose log answers when it is told to. */
function begin() {
  const listeners = { state: new Set<() => void>(), rules: new Set<() => void>() };
  const on = (set: Set<() => void>) => (listener: () => void) => {
    set.add(listener);
    return () => set.delete(listener);
  };
  let state: SessionState = foldAll([
    joined(ann, annsWindow, 'owner'),
    entryOf('participant.admitted', { person: agent, name: 'Agent', role: 'editor', agentOf: ann }),
    joined(agent, agentsProgram, 'editor', 1000, 'agent'),
    entryOf('host.claimed', { term: 1, folder: 'f' }, { by: annsWindow }),
  ]);
  let hidden = ['private'];
  const said: { proposal: string; answer: (refusal?: EnsembleError) => Promise<void> }[] = [];
  const reports: string[] = [];
  const say = (entry: Parameters<typeof fold>[1]) => {
    state = fold(state, entry);
    for (const each of listeners.state) each();
  };
  const client = {
    replica: annsWindow,
    get state() {
      return state;
    },
    events: { on: (_: string, listener: () => void) => on(listeners.state)(listener) },
    publish: (_: string, { proposal }: { proposal: string }) => {
      const { promise, resolve, reject } = Promise.withResolvers<void>();
      const answer = async (refusal?: EnsembleError) => {
        if (refusal) reject(refusal);
        else {
          say(entryOf('fileProposal.withdrawn', { proposal }, { by: annsWindow }));
          resolve();
        }
        await promise.catch(() => undefined);
      };
      said.push({ proposal, answer });
      return promise;
    },
  } as unknown as SessionClient;
  const service = hiddenProposals({
    client,
    visibility: () => createVisibility(sharingSettings.parse({ hidden })),
    rules: { onChanged: on(listeners.rules) },
    report: (message) => reports.push(message),
  });
  service.start();
  onTestFinished(() => service.close());
  return {
    said,
    reports,
    suggest: (name: string, path = `private/${name}.txt`) =>
      say(
        entryOf(
          'fileProposal.made',
          { proposal: idOf(name), title: '', act: { is: 'create', path, text: '' } },
          { by: agentsProgram },
        ),
      ),
    hide: (...patterns: string[]) => {
      hidden = patterns;
      for (const each of listeners.rules) each();
    },
    names: () => said.map(({ proposal }) => proposal),
  };
}

it('each suggestion for a hidden file is taken back once, however long that takes', async () => {
  const { suggest, said, names } = begin();
  suggest('open', 'shown.txt');
  for (const name of ['a', 'b', 'c']) suggest(name);
  expect(names()).toEqual(['a', 'b', 'c'].map(idOf));
  for (const { answer } of [...said]) await answer();
  expect(names()).toHaveLength(3);
});

it('one for a file that is hidden later is taken back then', async () => {
  const { suggest, hide, names } = begin();
  suggest('later', 'docs/plan.txt');
  expect(names()).toEqual([]);
  hide('docs');
  expect(names()).toEqual([idOf('later')]);
});

it('a refusal is reported, and tried again; not one of a suggestion that is gone', async () => {
  const { suggest, said, names, reports } = begin();
  suggest('a');
  await said[0]!.answer(new EnsembleError('too-fast', 'Slow down.'));
  expect(reports).toEqual([expect.stringContaining('Slow down.')]);
  suggest('b', 'shown.txt');
  expect(names()).toEqual([idOf('a'), idOf('a')]);
  await said[1]!.answer(new EnsembleError('not-found', 'It is gone.'));
  expect(reports).toHaveLength(1);
});
