import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { Judgement } from '../../../shared/capabilities/work/work.ts';
import { newId } from '../../../shared/core/ids.ts';
import { workCommands } from '../../session/agent-calls.ts';
import type { App } from '../../session/app.ts';
import { browserEnvironment } from '../../session/environment.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import type { SharedTextSet } from './shared-texts.ts';
import { restInWords, takeBack } from './undo-work.ts';
import { type ChosenWork, chooseWork, nameOf } from './work-choice.ts';
import { type WorkRow, type WorkShown, WorkView } from './work-review-view.tsx';

const viewId = 'ensemble.work';
/** Context key: whether somebody's work is being reviewed in this window. */
const openKey = 'ensemble.workOpen';
/** Rest after an edit before the list follows. */
const restMs = 700;

/** `Ensemble: Review Work Of…`: a list of what somebody has done of late, to be kept, rejected or marked as reviewed. */
export function registerWorkReview(app: App, texts: SharedTextSet): void {
  const { workbench, client } = app;
  const review = new WorkReview(app, texts);
  workbench.views.register({
    id: viewId,
    title: 'Work to Review',
    place: 'activity-bar',
    icon: 'checklist',
    order: 3,
    when: openKey,
    render: reactRender(() => <WorkView store={review.store} actions={review} />),
  });
  workbench.commands.register({
    id: workCommands.review,
    title: 'Review Work Of…',
    category: 'Ensemble',
    run: async (...args) => {
      try {
        const work = await chooseWork(app, args, 'review');
        if (work === undefined) return;
        await review.begin(work);
        workbench.context.set(openKey, true);
        await workbench.views.open(viewId, { focus: true });
      } catch (thrown) {
        void workbench.notifications.show('error', (thrown as Error).message);
      }
    },
  });
  client.events.on('entry', ({ kind }) => {
    if (kind === 'doc.updated') review.later();
    if (kind === 'work.judged') review.show();
  });
}

/** The review of one person's work in this window; the judgements are everybody's. */
class WorkReview {
  readonly store = createStore<WorkShown>({ title: '', rows: [], rest: null, mayEdit: false, mayJudge: false });
  readonly #app: App;
  readonly #texts: SharedTextSet;
  #work: ChosenWork | null = null;
  #found: readonly WorkedText[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(app: App, texts: SharedTextSet) {
    this.#app = app;
    this.#texts = texts;
  }

  async begin(work: ChosenWork): Promise<void> {
    this.#work = work;
    await this.#look();
  }

  /** Looks again soon. */
  later(): void {
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
    this.show();
  }

  /** Shows what was found, with the judgements as they are now. */
  show(): void {
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

  /** Takes a part back, and says so. */
  reject({ ref, part }: WorkRow): void {
    const done = async () => {
      await takeBack(this.#texts, ref, newId(browserEnvironment), [part.step]);
      await this.#app.client.publish('work.judged', { parts: [part.id], is: 'rejected' }, ref);
      this.#app.workbench.notifications.status('Took it back. Undo brings it back.');
    };
    this.#do(done());
  }

  #do(work: Promise<unknown>): void {
    work.catch((thrown) => void this.#app.workbench.notifications.show('error', (thrown as Error).message));
  }

  close(): void {
    this.#work = null;
    this.#found = [];
    this.#app.workbench.context.set(openKey, false);
  }
}
