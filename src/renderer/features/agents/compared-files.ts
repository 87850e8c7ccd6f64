import { heldIn } from '../../../client/agents/held-things.ts';
import { liveText } from '../../../client/agents/judging-files.ts';
import type { FileAct } from '../../../shared/capabilities/file-proposals/kinds.ts';
import type { App } from '../../session/app.ts';
import type { SuggestedFile } from './suggested-files.ts';
import type { SuggestionsModel } from './suggestions-model.ts';

type Deletion = FileAct & { is: 'delete' };

/** Kind of the comparisons, by which menus know them. */
const comparedKind = 'suggestion';

/** Text for what would be deleted: a file's own, the names in a folder, or the size of what is no text. */
async function deletedText(
  client: App['client'],
  { path, of }: Deletion,
  workspace: App['workspace'],
): Promise<string> {
  if (of === undefined) return liveText(client, path, workspace);
  if (of === 'folder') {
    const { files, folders } = await heldIn(client, path, workspace);
    return [...files, ...folders.map((each) => `${each}/`)].sort().join('\n');
  }
  const { sizeBytes } = await workspace.request('files.stat', { path });
  return `binary, ${Math.ceil(sizeBytes / 1024)} kB`;
}

/** Comparisons of new and deleted files with nothing: each closes when its suggestion does not wait any more. */
export class ComparedFiles {
  readonly #app: App;
  readonly #model: SuggestionsModel;
  readonly #shown = new Set<string>();

  constructor(app: App, model: SuggestionsModel) {
    this.#app = app;
    this.#model = model;
    model.store.subscribe(() => this.#follow());
  }

  /** Shows a new file beside nothing, a deleted one beside nothing as well; opens the file that is to be moved. */
  async open({ proposal, name, file, words }: SuggestedFile): Promise<void> {
    const { workbench, client, workspace, recording } = this.#app;
    const { act, id } = proposal;
    // A recording knows the text of a file by what was open in it only.
    if (act.is === 'createFolder') return void workbench.notifications.status(`${name} suggests ${words}.`);
    if (act.is === 'move' || (act.is === 'delete' && recording !== null)) {
      if (!(await workbench.editors.reveal(file, 1))) workbench.notifications.status(`${name} suggests ${words}.`);
      return;
    }
    const isNew = act.is === 'create';
    const text = isNew ? act.text : await deletedText(client, act, workspace);
    const left = { title: isNew ? `Not there: ${file}` : `Now: ${file}`, text: isNew ? '' : text };
    const right = { title: isNew ? `Suggested: ${file}` : `Deleted: ${file}`, text: isNew ? text : '' };
    const title = isNew ? `${file}: new, suggested by ${name}` : `${file}: deletion suggested by ${name}`;
    await workbench.editors.openDiff(title, left, right, { kind: comparedKind, id });
    this.#shown.add(id);
    this.#follow();
  }

  /** Finds the suggestion whose comparison is the active editor; null where none is. */
  async active(): Promise<SuggestedFile | null> {
    const cursor = await this.#app.workbench.editors.diffCursor();
    return cursor?.subject.kind === comparedKind ? this.#find(cursor.subject.id) : null;
  }

  #find(id: string): SuggestedFile | null {
    return this.#model.store.get().files.find(({ proposal }) => proposal.id === id) ?? null;
  }

  #follow(): void {
    for (const id of this.#shown) {
      if (this.#find(id)) continue;
      this.#shown.delete(id);
      void this.#app.workbench.editors.closeDiff({ kind: comparedKind, id });
    }
  }
}
