import { expect, it } from 'vitest';
import { SuggestionsModel } from '../../../../../src/renderer/features/agents/suggestions-model.ts';
import type { App } from '../../../../../src/renderer/session/app.ts';
import { EnsembleError } from '../../../../../src/shared/core/errors.ts';

const proposal = (at: number) => ({
  id: `p${at}`,
  agent: 'agent',
  atMs: at,
  judged: null,
  act: { is: 'createFolder', path: `new${at}` },
});

it('asks about each suggestion once where many come at once', async () => {
  const people = { participants: {}, replicas: {}, documents: {}, lecture: null, proposals: {} };
  let change = () => {};
  const on = (_name: string, listener: () => void) => {
    change = listener;
  };
  const session = { state: { ...people, fileProposals: {} }, replica: 'mine', events: { on } };
  const asked: string[] = [];
  const request = async (method: string, { path }: { path: string }) => {
    if (method === 'files.stat' && path !== '') {
      asked.push(path);
      throw new EnsembleError('not-found', 'It is not there.');
    }
    return { type: 'folder', entries: [] };
  };
  new SuggestionsModel({ session, recording: null, workspace: { request } } as unknown as App);
  const all: Record<string, unknown> = {};
  for (let at = 1; at <= 20; at++) {
    all[`p${at}`] = proposal(at);
    session.state = { ...session.state, fileProposals: { ...all } };
    change();
  }
  await expect.poll(() => asked.at(-1)).toBe('new20');
  expect(asked).toHaveLength(20);
});
