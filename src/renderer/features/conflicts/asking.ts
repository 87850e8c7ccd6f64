import { withUnsent } from '../../../client/saving.ts';
import type { DocumentInfo } from '../../../shared/capabilities/documents/document-state.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import { buttonSays, type ConflictButton, choiceOf, conflictButtons, conflictWords } from './conflict-words.ts';
import type { KeptVersions } from './kept-versions.ts';

type Conflict = NonNullable<DocumentInfo['conflict']>;

/** Asks people who have a file open to resolve its conflict, until somebody has. */
export class ConflictQuestions {
  readonly #app: App;
  readonly #kept: KeptVersions;
  /** Standing questions by ref, with the version that they are about. */
  readonly #open = new Map<string, { hash: string; question: AbortController }>();
  /** Versions by ref whose question I closed without an answer. */
  readonly #closed = new Map<string, string>();

  constructor(app: App, kept: KeptVersions) {
    this.#app = app;
    this.#kept = kept;
    app.client.events.on('state', () => this.update());
    app.texts.onChanged(() => this.update());
    app.texts.onSaveRefused((ref) => {
      this.#closed.delete(ref);
      this.update();
    });
  }

  get #maySave(): boolean {
    return replicaMay(this.#app.client.state, this.#app.client.replica, 'save');
  }

  /** Asks new questions, and withdraws answered ones. */
  update(): void {
    const { documents } = this.#app.client.state;
    for (const [ref, { hash, question }] of this.#open) if (documents[ref]?.conflict?.hash !== hash) question.abort();
    for (const [ref, { conflict, path }] of Object.entries(documents)) {
      if (!conflict || path === null || this.#app.texts.refOf(path) !== ref) continue;
      if (this.#closed.get(ref) === conflict.hash || this.#open.get(ref)?.hash === conflict.hash) continue;
      void this.#ask(ref, path, conflict);
    }
  }

  async #ask(ref: string, path: string, conflict: Conflict): Promise<void> {
    const { hash } = conflict;
    const question = new AbortController();
    this.#open.set(ref, { hash, question });
    // After the choice, by whomever, the replaced version can be looked at here.
    if (this.#kept.get(ref, 'disk') === null) void this.#kept.waiting(ref).catch(() => undefined);
    const chosen = await this.#app.workbench.notifications.show('warning', conflictWords(path, conflict), {
      buttons: this.#maySave ? conflictButtons : ['View diff'],
      sticky: true,
      signal: question.signal,
    });
    if (this.#open.get(ref)?.question === question) this.#open.delete(ref);
    if (question.signal.aborted) return;
    this.#closed.set(ref, hash);
    if (chosen !== undefined) await this.#act(ref, chosen, hash);
  }

  async #act(ref: string, chosen: ConflictButton, hash: string): Promise<void> {
    const { client, workspace, workbench } = this.#app;
    try {
      if (chosen === 'View diff') {
        await this.#compare(ref);
        // After the look, the question may stand again.
        this.#closed.delete(ref);
        return this.update();
      }
      const document = await client.documents.open(ref);
      try {
        document.flush();
        if (client.status.is === 'online') await client.settled();
        const choice = choiceOf[chosen];
        await withUnsent(client, document, (unsent) =>
          workspace.request('documents.resolve', { ref, choice, hash, ...unsent }),
        );
      } finally {
        client.documents.close(ref);
      }
    } catch (thrown) {
      this.#closed.delete(ref);
      this.update();
      if (!(thrown instanceof EnsembleError)) throw thrown;
      await workbench.notifications.show(thrown.code === 'not-found' ? 'info' : 'error', thrown.message);
    }
  }

  async #compare(ref: string): Promise<void> {
    const path = this.#app.client.state.documents[ref]?.path;
    if (!path) return;
    const { text } = await this.#kept.waiting(ref);
    const left = { title: `On the disk: ${path}`, text };
    await this.#app.workbench.editors.openDiff(`${path}: on the disk ↔ here`, left, { key: path });
  }

  /** Resolves the conflict of the active file: `Ensemble: Resolve Conflict…`. */
  async choose(): Promise<void> {
    const { workbench, client, texts } = this.#app;
    const key = workbench.editors.active()?.key;
    const ref = key === undefined ? null : texts.refOf(key);
    const conflict = ref === null ? undefined : client.state.documents[ref]?.conflict;
    if (ref === null || !conflict) {
      await workbench.notifications.show(
        'info',
        'There is no conflict in this file: the disk has nothing to choose from.',
      );
      return;
    }
    const buttons = this.#maySave ? conflictButtons : (['View diff'] as const);
    const items = buttons.map((label) => ({ label, description: buttonSays[label], value: label }));
    const chosen = await workbench.quickInput.pick(items, { placeholder: conflictWords(key!, conflict) });
    if (chosen !== undefined) await this.#act(ref, chosen, conflict.hash);
  }
}
