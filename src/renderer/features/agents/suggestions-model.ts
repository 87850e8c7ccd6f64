import { placeOfPart } from '../../../client/agents/proposed-parts.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { waitingFileProposals } from '../../../shared/capabilities/file-proposals/file-proposal-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { ProposedPart } from '../../../shared/capabilities/proposals/kinds.ts';
import { isOpen, type Proposal } from '../../../shared/capabilities/proposals/proposal-state.ts';
import type { App } from '../../session/app.ts';
import { createStore } from '../../ui/react-render.tsx';
import { type SuggestedFile, suggestedFiles } from './suggested-files.ts';

/** Rest after an edit before the list follows. */
const restMs = 300;
/** Most texts that are followed for their suggestions. */
const mostFollowed = 20;

/** A part of a suggestion that waits for a judgement. */
export interface SuggestedPart {
  index: number;
  /** First line where its lines are now; null where they are others by now; undefined while the text is on its way. */
  line: number | null | undefined;
  /** Lines that go, and those that come. */
  gone: readonly string[];
  added: readonly string[];
  part: ProposedPart;
}

/** A suggestion of an agent, as the view shows it. */
export interface SuggestionRow {
  proposal: Proposal;
  name: string;
  /** Path of the file, or title of the buffer. */
  file: string;
  goneLines: number;
  addedLines: number;
  parts: readonly SuggestedPart[];
}

export interface SuggestionsShown {
  rows: readonly SuggestionRow[];
  files: readonly SuggestedFile[];
  mayJudge: boolean;
  mayJudgeFiles: boolean;
}

interface Followed {
  document: TextDocument | null;
  stop: () => void;
}

/** The suggestions of agents that wait, with the places where their lines are now. */
export class SuggestionsModel {
  readonly store = createStore<SuggestionsShown>({
    rows: [],
    files: [],
    mayJudge: false,
    mayJudgeFiles: false,
  });
  readonly #app: App;
  readonly #followed = new Map<string, Followed>();
  /** Reasons for which acts on files cannot be done, by proposal; null for none that is known. */
  readonly #obstacles = new Map<string, string | null>();
  /** Acts on files that were waiting when the host was asked last. */
  #lookedAt: unknown = null;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #known: readonly unknown[] = [];

  constructor(app: App) {
    this.#app = app;
    app.session.events.on('state', () => this.#update());
    this.#update();
  }

  /** Gives the text that a suggestion is about; null while it is on its way. */
  document(ref: string): TextDocument | null {
    return this.#followed.get(ref)?.document ?? null;
  }

  #update(): void {
    const { state, replica } = this.#app.session;
    const { proposals, fileProposals, documents, participants, replicas, lecture } = state;
    const used = [proposals, fileProposals, documents, participants, replicas, lecture, replica];
    if (used.every((each, index) => each === this.#known[index])) return;
    this.#known = used;
    const refs = new Set(this.#open().map(({ ref }) => ref));
    for (const [ref, { stop }] of this.#followed)
      if (!refs.has(ref)) {
        this.#followed.delete(ref);
        stop();
      }
    for (const ref of refs)
      if (!this.#followed.has(ref) && this.#followed.size < mostFollowed) void this.#follow(ref).catch(() => undefined);
    void this.#lookForObstacles();
    this.#show();
  }

  /** Asks the host what stands in the way of acts on files, each time that these are others. */
  async #lookForObstacles(): Promise<void> {
    const { session, recording, workspace } = this.#app;
    const { fileProposals } = session.state;
    if (recording !== null || fileProposals === this.#lookedAt) return;
    this.#lookedAt = fileProposals;
    const waiting = waitingFileProposals(session.state);
    const ids = new Set(waiting.map(({ id }) => id));
    for (const id of this.#obstacles.keys()) if (!ids.has(id)) this.#obstacles.delete(id);
    if (waiting.length === 0) return;
    const { obstacleTo } = await import('../../../client/agents/file-acts.ts');
    for (const { id, act } of waiting) {
      // The look that has begun since asks about all of them: else many at once would be asked about as often.
      if (this.#lookedAt !== fileProposals) return;
      // One that was found may be out of the way by now, and another may have come.
      const known = this.#obstacles.get(id) ?? null;
      this.#obstacles.set(id, known);
      const found = (await obstacleTo(workspace, act).catch(() => null))?.message ?? null;
      if (found === known || !this.#obstacles.has(id)) continue;
      this.#obstacles.set(id, found);
      this.#show();
    }
  }

  #open(): Proposal[] {
    return Object.values(this.#app.session.state.proposals)
      .filter(isOpen)
      .toSorted((a, b) => a.atMs - b.atMs);
  }

  async #follow(ref: string): Promise<void> {
    const { documents } = this.#app.session;
    let isLeft = false;
    const followed: Followed = { document: null, stop: () => (isLeft = true) };
    this.#followed.set(ref, followed);
    const document = await documents.open(ref);
    if (isLeft) return documents.close(ref);
    const stopHearing = document.onChange(() => this.#later());
    followed.document = document;
    followed.stop = () => {
      stopHearing();
      documents.close(ref);
    };
    this.#show();
  }

  #later(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined;
      this.#show();
    }, restMs);
  }

  #show(): void {
    const { recording, session } = this.#app;
    const { state, replica } = session;
    const may = (right: 'edit' | 'files.write') => recording === null && replicaMay(state, replica, right);
    this.store.set({
      rows: this.#open().map((each) => this.#row(each)),
      files: suggestedFiles(state, this.#obstacles),
      mayJudge: may('edit'),
      mayJudgeFiles: may('files.write'),
    });
  }

  #row(proposal: Proposal): SuggestionRow {
    const { state } = this.#app.session;
    const { path = null, title = '' } = state.documents[proposal.ref] ?? {};
    const document = this.#followed.get(proposal.ref)?.document;
    const parts = proposal.parts.flatMap((part, index): SuggestedPart[] => {
      if (part.judged !== null) return [];
      const { skipped, gone, added } = changedLines(part);
      const place = document ? placeOfPart(document, part) : undefined;
      const lineAt = (offset: number) => document!.toString().slice(0, offset).split('\n').length + skipped;
      return [{ index, line: typeof place === 'number' ? lineAt(place) : place, gone, added, part }];
    });
    const count = (of: 'gone' | 'added') => parts.reduce((sum, part) => sum + part[of].length, 0);
    return {
      proposal,
      name: shownName(state, proposal.agent) ?? 'An agent',
      file: path ?? title,
      goneLines: count('gone'),
      addedLines: count('added'),
      parts,
    };
  }
}

/** Finds the lines of a part that differ, and the number of equal ones before them. */
function changedLines({ before, after }: ProposedPart): { skipped: number; gone: string[]; added: string[] } {
  const [old, wanted] = [before.split('\n'), after.split('\n')];
  const least = Math.min(old.length, wanted.length);
  let start = 0;
  while (start < least && old[start] === wanted[start]) start++;
  let end = 0;
  while (end < least - start && old.at(-1 - end) === wanted.at(-1 - end)) end++;
  return { skipped: start, gone: old.slice(start, old.length - end), added: wanted.slice(start, wanted.length - end) };
}
