import { createElement } from 'react';
import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { Judgement } from '../../../shared/capabilities/work/work.ts';
import type { App } from '../../session/app.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import type { SharedTextSet } from './shared-texts.ts';
import { restInWords, takeBack } from './taking-back.ts';
import { type ChosenWork, chooseWork, nameOf } from './work-choice.ts';
import { type WorkRow, type WorkShown, WorkView } from './work-review-view.tsx';

/** Most parts that one entry judges. */
const mostAtOnce = 100;
/** Rest after an edit before the list follows. */
const restMs = 700;

/** The review of one person's work in this window; the judgements are everybody's. */
export class WorkReview {
  readonly store = createStore<WorkShown>({ title: '', rows: [], rest: null, mayEdit: false, mayJudge: false });
  readonly #app: App;
  readonly #texts: SharedTextSet;
  readonly #setOpen: (isOpen: boolean) => void;
  #work: ChosenWork | null = null;
  #found: readonly WorkedText[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  /** `setOpen` is told whether work is being reviewed. */
  constructor(app: App, texts: SharedTextSet, setOpen: (isOpen: boolean) => void) {
    this.#app = app;
    this.#setOpen = setOpen;
    this.#texts = texts;
    app.client.events.on('entry', ({ kind }) => {
      if (kind === 'doc.updated') this.#later();
      if (kind === 'work.judged') this.#show();
    });
  }

  /** Fills a container with the list. */
  render(): ReturnType<typeof reactRender> {
    return reactRender(() => createElement(WorkView, { store: this.store, actions: this }));
  }

  /** Begins with the work that is asked for, or that the person chooses. Gives whether there is any. */
  async choose(args: readonly unknown[]): Promise<boolean> {
    const work = await chooseWork(this.#app, args, 'review');
    if (work === undefined) return false;
    await this.#begin(work);
    this.#setOpen(true);
    return true;
  }

  async #begin(work: ChosenWork): Promise<void> {
    this.#work = work;
    await this.#look();
  }

  #later(): void {
    if (this.#work === null || this.#timer !== undefined) return;
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      this.#look().catch(() => undefined);
    }, restMs);
  }

  async #look(): Promise<void> {
    const work = this.#work;
    if (work === null) return;
    const { texts } = await this.#app.workspace.request('documents.workOf', work.span);
    if (work !== this.#work) return;
    this.#found = texts;
    this.#show();
  }

  /** Shows what was found, with the judgements as they are now. */
  #show(): void {
    const { state, replica } = this.#app.client;
    if (this.#work === null) return;
    const rows = this.#found.flatMap(({ ref, parts }) => {
      const { path = null, title = '' } = state.documents[ref] ?? {};
      const judged = new Map((state.judged[ref] ?? []).map((each) => [each.part, each]));
      return parts.map((part): WorkRow => {
        const judgement = judged.get(part.id);
        const said = judgement === undefined ? null : { is: judgement.is, by: nameOf(this.#app, judgement.person) };
        return { ref, title: path ?? title, path, part, said };
      });
    });
    const mayEdit = replicaMay(state, replica, 'edit');
    const mayJudge = replicaMay(state, replica, 'annotate');
    this.store.set({ title: this.#work.words, rows, rest: restInWords(this.#found), mayEdit, mayJudge });
  }

  /** Shows the lines of a part. */
  open({ ref, path, part }: WorkRow): void {
    const { workbench, texts } = this.#app;
    if (path === null) void texts.openUntitled(ref);
    else void workbench.editors.reveal(path, part.line, { preview: true });
  }

  /** Judges a part; the same judgement again takes it back. */
  judge({ ref, part, said }: WorkRow, is: Judgement['is']): void {
    const body = { parts: [part.id], is: said?.is === is ? null : is };
    this.#do(this.#app.client.publish('work.judged', body, ref));
  }

  /** Takes parts back as one step of undo, and says so. */
  reject(rows: readonly WorkRow[]): void {
    const done = async () => {
      await takeBack(this.#texts, rows);
      await this.#say(rows, 'rejected');
      this.#app.workbench.notifications.status('Took it back. Undo brings it back.');
    };
    this.#do(done());
  }

  /** Keeps all of these parts. */
  keepAll(rows: readonly WorkRow[]): void {
    this.#do(this.#say(rows, 'kept'));
  }

  /** Asks, and takes all of these parts back; `where` names them. */
  rejectAll(rows: readonly WorkRow[], where: string): void {
    const ask = async () => {
      const parts = rows.length === 1 ? 'one part' : `${rows.length} parts`;
      const detail = 'What has been judged already stays as it is. Undo brings back what goes, in one step.';
      const asked = { detail, buttons: ['Reject All'] } as const;
      const chosen = await this.#app.workbench.dialogs.ask('warning', `Reject ${parts} of ${where}?`, asked);
      if (chosen === 'Reject All') this.reject(rows);
    };
    this.#do(ask());
  }

  async #say(rows: readonly WorkRow[], is: Judgement['is']): Promise<void> {
    for (const [ref, own] of Map.groupBy(rows, (row) => row.ref))
      for (let at = 0; at < own.length; at += mostAtOnce) {
        const parts = own.slice(at, at + mostAtOnce).map(({ part }) => part.id);
        await this.#app.client.publish('work.judged', { parts, is }, ref);
      }
  }

  #do(work: Promise<unknown>): void {
    work.catch((thrown) => void this.#app.workbench.notifications.show('error', (thrown as Error).message));
  }

  close(): void {
    this.#work = null;
    this.#found = [];
    this.#setOpen(false);
  }
}
