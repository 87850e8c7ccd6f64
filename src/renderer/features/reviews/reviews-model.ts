import type { Review } from '../../../shared/capabilities/reviews/review-state.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { type ReviewedFile, reviewedFiles } from './reviewed-files.ts';

/** The open review, as the view shows it. */
export interface ShownReview {
  review: Review;
  /** Null until they are known. */
  files: readonly ReviewedFile[] | null;
  /** Reason for which the files cannot be listed, in words; null where they can. */
  problem: string | null;
}

/** The open review and its files, kept up with what is committed and changed. */
export class ReviewsModel {
  readonly #app: App;
  /** Null while no review is open. */
  readonly store = createStore<ShownReview | null>(null);
  #isListing = false;
  #isStale = false;

  constructor(app: App) {
    this.#app = app;
    let { review, git } = app.session.state;
    app.session.events.on('state', (state) => {
      const isOther = state.review?.seq !== review?.seq;
      const isMoved = state.git !== git && state.review?.head === null;
      const isSame = state.review === review && state.git === git;
      ({ review, git } = state);
      if (isSame) return;
      this.#show({});
      if (isOther || isMoved) this.refresh();
    });
    app.session.events.on('status', ({ is }) => is === 'online' && this.store.get()?.problem && this.refresh());
    this.#show({});
    this.refresh();
  }

  get review(): Review | null {
    return this.#app.session.state.review;
  }

  /** Lists the files anew; while that is under way, once more behind it. */
  refresh(): void {
    this.#isStale = true;
    if (this.#isListing) return;
    this.#isListing = true;
    void this.#list().finally(() => {
      this.#isListing = false;
    });
  }

  async #list(): Promise<void> {
    while (this.#isStale) {
      this.#isStale = false;
      const { review } = this;
      // A recording has no host who could be asked for what differed.
      if (review === null || this.#app.recording !== null) continue;
      const status = this.#app.session.state.git?.repositories.find(({ path }) => path === review.repository);
      try {
        const files = await reviewedFiles(this.#app.workspace, review, status);
        if (this.review?.seq === review.seq) this.#show({ files, problem: null });
      } catch (thrown) {
        if (this.review?.seq === review.seq) this.#show({ problem: (thrown as Error).message });
      }
    }
  }

  #show(change: Partial<Pick<ShownReview, 'files' | 'problem'>>): void {
    const { review } = this;
    const before = this.store.get();
    if (review === null) return this.store.set(null);
    const kept = before?.review.seq === review.seq ? before : { files: null, problem: null };
    this.store.set({ files: kept.files, problem: kept.problem, ...change, review });
  }

  /** People who have looked at a file, this one among them. */
  lookers({ id }: ReviewedFile): string[] {
    return Object.entries(this.review?.looked ?? {}).flatMap(([person, files]) => (files.includes(id) ? [person] : []));
  }

  /** Says whether this person has looked at a file. */
  hasLooked({ id }: ReviewedFile): boolean {
    const { person } = this.#app.session;
    return person !== null && (this.review?.looked[person]?.includes(id) ?? false);
  }

  /** Notes for all that this person has looked at a file, or takes that back. */
  setLooked({ id }: ReviewedFile, looked: boolean): void {
    void this.#app.client.publish('review.looked', { files: [id], looked }).catch(() => undefined);
  }

  /** Opens what differs in a file. */
  async open(file: ReviewedFile, preserveFocus = false): Promise<void> {
    const { review } = this;
    if (review === null) return;
    const title = `${file.path.split('/').at(-1)} (${review.base.name} ↔ ${review.head?.name ?? 'now'})`;
    await this.#app.workbench.sourceControl.openChange(title, file, preserveFocus);
  }
}
