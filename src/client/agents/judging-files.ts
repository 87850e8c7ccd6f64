import type { FileProposal } from '../../shared/capabilities/file-proposals/file-proposal-state.ts';
import type { FileAct, FileVerdict } from '../../shared/capabilities/file-proposals/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { Workspace } from '../../shared/session/contract.ts';
import { hashText } from '../../shared/text/hash.ts';
import type { SessionClient } from '../session-client.ts';
import { findDocument } from '../shared-file.ts';
import { mustBePossible } from './file-acts.ts';
import { hashOfFile, heldIn } from './held-things.ts';

/** Gives the live text of a file. */
export async function liveText(client: SessionClient, path: string, workspace: Workspace = client): Promise<string> {
  const { ref } = await findDocument(client, path, workspace);
  const document = await client.documents.open(ref);
  try {
    await client.settled();
    return document.toString();
  } finally {
    client.documents.close(ref);
  }
}

/** A person's judging of a proposed file act, from one window. */
export class FileJudge {
  readonly #client: SessionClient;
  readonly #workspace: Workspace;

  constructor(client: SessionClient, workspace: Workspace = client) {
    this.#client = client;
    this.#workspace = workspace;
  }

  /** Judges a proposal, by a judgement of this name. Resolves to false where somebody was first, or it is gone. */
  async judge(proposal: string, verdict: FileVerdict | null, judgement: string): Promise<boolean> {
    try {
      await this.#client.publish('fileProposal.judged', { proposal, judgement, verdict });
    } catch (thrown) {
      if (thrown instanceof EnsembleError && (thrown.code === 'exists' || thrown.code === 'not-found')) return false;
      throw thrown;
    }
    return verdict === null || this.#client.state.fileProposals[proposal]?.judged?.judgement === judgement;
  }

  /** Rejects in words where an act does not fit (any more) what is in the folder. */
  async mustFit(act: FileAct): Promise<void> {
    await mustBePossible(this.#workspace, act);
    if (act.is !== 'delete' || (await hashNow(this.#client, act, this.#workspace)) === act.read) return;
    throw new EnsembleError(
      'changed-on-disk',
      `${act.of === 'folder' ? 'What is in' : 'The content of'} ${act.path} has changed since its deletion was suggested: look at it again.`,
    );
  }
}

/** Judges a proposed file act. Resolves to false where somebody was first, or it is gone. */
export function judgeFile(client: SessionClient, proposal: string, verdict: FileVerdict | null): Promise<boolean> {
  return new FileJudge(client).judge(proposal, verdict, newId(client.options.environment));
}

/** Hash of what an act would delete. */
async function hashNow(client: SessionClient, act: FileAct & { is: 'delete' }, workspace: Workspace): Promise<string> {
  if (act.of === 'folder') return (await heldIn(client, act.path, workspace)).read;
  return act.of === 'bytes' ? hashOfFile(workspace, act.path) : hashText(await liveText(client, act.path, workspace));
}

/**
 * Accepts a proposed file act, and has it done by `run`, as an act of this client's person: only where its judgement is
 * the first in the log, so that nothing is done twice. Resolves to false where somebody was first. Where the act does
 * not fit what is there, or fails, or `run` gives false, the proposal waits on; the reason is thrown in words. It waits on
 * as well where this client goes before the act is done.
 */
export async function acceptFile(
  client: SessionClient,
  { id, act }: FileProposal,
  run: (act: FileAct) => Promise<boolean>,
  workspace: Workspace = client,
): Promise<boolean> {
  const judge = new FileJudge(client, workspace);
  await judge.mustFit(act);
  const judgement = newId(client.options.environment);
  if (!(await judge.judge(id, 'accepting', judgement))) return false;
  try {
    // Others may have been at it while the judgement was on its way.
    await judge.mustFit(act);
    if (!(await run(act))) throw new EnsembleError('cancelled', 'Nothing was done: the suggestion waits on.');
  } catch (thrown) {
    // The reason is worth more than a second one, such as a lost connection.
    await judgeFile(client, id, null).catch(() => undefined);
    throw thrown;
  }
  // Done is done, also where its word is refused by now.
  await judge.judge(id, 'accepted', judgement).catch(() => undefined);
  return true;
}
