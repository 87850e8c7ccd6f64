import { heldIn } from '../../../client/agents/held-things.ts';
import { acceptParts, rejectParts } from '../../../client/agents/judging.ts';
import { acceptFile, FileJudge, judgeFile } from '../../../client/agents/judging-files.ts';
import type { FileAct } from '../../../shared/capabilities/file-proposals/kinds.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import { ComparedFiles } from './compared-files.ts';
import { type ComparedSuggestion, ComparedSuggestions } from './compared-suggestions.ts';
import type { SuggestedFile } from './suggested-files.ts';
import type { SuggestedPart, SuggestionRow, SuggestionsModel } from './suggestions-model.ts';
import type { SuggestionActs } from './suggestions-view.tsx';

export interface JudgingActs extends SuggestionActs {
  /** Finds the suggestion whose comparison is the active editor; null where none is. */
  compared(): Promise<ComparedSuggestion | null>;
  /** Finds the new or deleted file whose comparison is the active editor; null where none is. */
  comparedFile(): Promise<SuggestedFile | null>;
}

/** Makes the acts on the suggestions of agents. */
export function createActs(app: App, model: SuggestionsModel): JudgingActs {
  const compared = new ComparedSuggestions(app, model);
  const files = new ComparedFiles(app, model);
  return {
    open: (row, part) => compared.open(row, part),
    accept: (row, parts) => accept(app, row, parts),
    reject: (row, parts) => reject(app, row, parts),
    compared: () => compared.active(),
    openFile: (row) => files.open(row),
    acceptFile: (row) => acceptedFile(app, row),
    rejectFile: (row) => rejectedFile(app, row),
    comparedFile: () => files.active(),
  };
}

async function accept(app: App, { proposal, file }: SuggestionRow, parts: readonly SuggestedPart[]): Promise<void> {
  const { client, workbench, texts } = app;
  if (!isConnected(app)) return;
  const indexes = parts.map(({ index }) => index);
  const outcome =
    indexes.length === 0
      ? 'stale'
      : await texts.with(proposal.ref, (document) => acceptParts(client, proposal, indexes, document));
  const words = {
    applied: `Put it into ${file}. Undo takes it out.`,
    some: `Put into ${file} what fits; the rest waits, since its lines changed meanwhile. Undo takes it out.`,
    judged: 'Somebody else has judged this already.',
    stale: `The lines changed meanwhile: nothing of ${file} was touched.`,
  };
  workbench.notifications.status(words[outcome]);
}

async function reject(app: App, { proposal }: SuggestionRow, parts: readonly SuggestedPart[]): Promise<void> {
  if (!isConnected(app)) return;
  const isMine = await rejectParts(
    app.client,
    proposal,
    parts.map(({ index }) => index),
  );
  if (!isMine) app.workbench.notifications.status('Somebody else has judged this already.');
}

const doneWords = { create: 'Made', createFolder: 'Made', move: 'Moved', delete: 'Deleted' };

async function acceptedFile(app: App, { proposal, file, words }: SuggestedFile): Promise<void> {
  const { client, workbench, workspace } = app;
  if (!isConnected(app)) return;
  const run = async (act: FileAct) => {
    const label = `Accept ${words}`;
    if (act.is !== 'delete' || act.of !== 'folder') return workbench.fileActs.run(act, label);
    const holds = await heldIn(client, act.path, workspace);
    // Files that others put into it while the question stands would go with it, and no undo would bring them back.
    const look = () => new FileJudge(client, workspace).mustFit(act);
    return workbench.fileActs.run({ ...act, holds }, label, look);
  };
  try {
    const isMine = await acceptFile(client, proposal, run, workspace);
    const done = `${doneWords[proposal.act.is]} ${file}. Undo in the explorer takes it back.`;
    workbench.notifications.status(isMine ? done : 'Somebody else has judged this already.');
  } catch (thrown) {
    if (!(thrown instanceof EnsembleError) || thrown.code !== 'cancelled') throw thrown;
    workbench.notifications.status(thrown.message);
  }
}

async function rejectedFile(app: App, { proposal }: SuggestedFile): Promise<void> {
  if (!isConnected(app) || (await judgeFile(app.client, proposal.id, 'rejected'))) return;
  app.workbench.notifications.status('Somebody else has judged this already.');
}

/** Judgements are made together: without a connection nobody knows yet who was first. */
function isConnected({ client, workbench }: App): boolean {
  if (client.status.is === 'online') return true;
  workbench.notifications.status('Not connected now: suggestions can be judged once the connection is back.');
  return false;
}
