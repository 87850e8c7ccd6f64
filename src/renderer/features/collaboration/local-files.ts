import type { SessionClient } from '../../../client/session-client.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import { normalizeText } from '../../../shared/text/edits.ts';
import type { TextModelPort, Workbench } from '../../workbench/index.ts';
import { offerText } from './offered-text.ts';

/** Reads the text of a document's file from the disk, with LF. */
export async function textOnDisk(
  { models }: Workbench,
  { state }: Pick<SessionClient, 'state'>,
  path: string,
  ref: string,
): Promise<string> {
  return normalizeText(await models.readFile(path, state.documents[ref]!.format.encoding));
}

/**
 * Gives the text from which a model's typing counts: `before`, except for a copy that was kept when the file was still
 * this window's own. Where the file has changed since, nobody can tell which part of the difference was typed, and
 * others' text would go: the copy is offered beside it.
 */
export async function textBefore(
  { workbench, client, workspace }: { workbench: Workbench; client: SessionClient; workspace: Workspace },
  model: TextModelPort,
  ref: string,
  before: string,
): Promise<string> {
  const baseMs = model.copyBaseMs;
  if (baseMs === null) return before;
  const stat = await statOf(workspace, model.key);
  const onDisk = stat && (await textOnDisk(workbench, client, model.key, ref));
  if (model.isDisposed) return before;
  const mine = model.getValue();
  if (mine === onDisk) return onDisk;
  if (onDisk === null || stat?.modifiedMs !== baseMs) {
    const words = `${model.key} is shared by now, and has changed while it was closed here. What you had typed and not saved is not in it; it is kept here until you close this.`;
    void offerText(workbench, { path: model.key, text: mine }, words);
    return mine;
  }
  const words = `${model.key} is shared by now: what you had typed in it and not saved has come along.`;
  void workbench.notifications.show('info', words);
  return onDisk;
}

/** Describes the thing at a path; null where nothing is any more. */
async function statOf(workspace: Workspace, path: string) {
  try {
    return await workspace.request('files.stat', { path });
  } catch (thrown) {
    if (thrown instanceof EnsembleError && thrown.code === 'not-found') return null;
    throw thrown;
  }
}

/** Open files that are hidden from guests: each window of the owner has them by itself, as an editor alone has. */
export class LocalFiles {
  readonly #models = new Map<string, TextModelPort>();

  /** Adds a text until it is closed. */
  add(model: TextModelPort): void {
    const { key } = model;
    this.#models.set(key, model);
    model.onDispose(() => {
      if (this.#models.get(key) === model) this.#models.delete(key);
    });
  }

  has(key: string): boolean {
    return this.#models.has(key);
  }

  /** Takes out the texts of which `isShared` says that everybody may have them by now. */
  take(isShared: (key: string) => boolean): TextModelPort[] {
    const taken = [...this.#models.values()].filter(({ key }) => isShared(key));
    for (const { key } of taken) this.#models.delete(key);
    return taken;
  }
}
