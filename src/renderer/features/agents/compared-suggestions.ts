import type { App } from '../../session/app.ts';
import { type ComparedTexts, comparedTexts, partAt } from './compared-texts.ts';
import type { SuggestedPart, SuggestionRow, SuggestionsModel } from './suggestions-model.ts';

/** Kind of the comparisons, by which menus know them. */
const comparedKind = 'suggestion';

/** A suggestion that is compared, and its part at the cursor; null where there is none. */
export interface ComparedSuggestion {
  row: SuggestionRow;
  part: SuggestedPart | null;
}

/**
 * Comparisons of texts with what is suggested for them: they follow the texts, and close when nothing waits any more. One
 * that its agent suggests anew stays as it was read: nothing takes its place by itself that might be accepted unseen.
 */
export class ComparedSuggestions {
  readonly #app: App;
  readonly #model: SuggestionsModel;
  /** Suggestions that are compared, by id, as they were last. */
  readonly #shown = new Map<string, SuggestionRow>();

  constructor(app: App, model: SuggestionsModel) {
    this.#app = app;
    this.#model = model;
    model.store.subscribe(() => this.#follow());
  }

  /** Compares a text with a suggestion for it, or both texts of a part whose lines are others by now. */
  async open(row: SuggestionRow, part?: SuggestedPart): Promise<void> {
    const { editors, notifications } = this.#app.workbench;
    const { file, name, proposal } = row;
    if (part?.line === null) {
      const { before, after } = part.part;
      const left = { title: `As it was: ${file}`, text: before };
      return editors.openDiff(`${file}: as it was ↔ suggested`, left, { title: `By ${name}: ${file}`, text: after });
    }
    const texts = this.#texts(row);
    if (!texts) return notifications.status(`${file} is still on its way.`);
    const left = { title: `Now: ${file}`, text: texts.now };
    const right = { title: `Suggested: ${file}`, text: texts.suggested };
    await editors.openDiff(`${file}: now ↔ suggested by ${name}`, left, right, subjectOf(proposal.id));
    this.#shown.set(proposal.id, row);
    this.#follow();
  }

  /** Finds the suggestion whose comparison is the active editor; null where none is. */
  async active(): Promise<ComparedSuggestion | null> {
    const cursor = await this.#app.workbench.editors.diffCursor();
    const row = cursor?.subject.kind === comparedKind ? this.#rowOf(cursor.subject.id) : undefined;
    const texts = row && this.#texts(row);
    return cursor && row && texts ? { row, part: partAt(texts, cursor.side, cursor.line) } : null;
  }

  /** Gives the text of a file now, and with the open parts of a suggestion; null while it is on its way. */
  #texts({ proposal, parts }: SuggestionRow): ComparedTexts | null {
    const document = this.#model.document(proposal.ref);
    return document ? comparedTexts(document, parts) : null;
  }

  #rowOf(id: string): SuggestionRow | undefined {
    return this.#model.store.get().rows.find(({ proposal }) => proposal.id === id);
  }

  /** Finds what an agent suggests in place of a suggestion; its last word where it has several. */
  #newOf({ proposal: { agent, ref, atMs } }: SuggestionRow): SuggestionRow | undefined {
    const { rows } = this.#model.store.get();
    return rows.findLast(({ proposal: one }) => one.agent === agent && one.ref === ref && one.atMs >= atMs);
  }

  #follow(): void {
    const { editors } = this.#app.workbench;
    for (const [id, last] of this.#shown) {
      const row = this.#rowOf(id);
      if (row) {
        this.#shown.set(id, row);
        const texts = this.#texts(row);
        if (texts) void editors.updateDiff(subjectOf(id), texts.now, texts.suggested);
        continue;
      }
      this.#shown.delete(id);
      // One that was judged is remembered for a while, other than one that was taken back.
      const isTakenBack = this.#app.session.state.proposals[id] === undefined;
      if (isTakenBack && this.#newOf(last)) void this.#tellOfNew(last);
      else void editors.closeDiff(subjectOf(id));
    }
  }

  async #tellOfNew(old: SuggestionRow): Promise<void> {
    const { notifications } = this.#app.workbench;
    const words = `${old.name} suggests something else for ${old.file} by now: what you compare cannot be put in any more.`;
    const chosen = await notifications.show('info', words, { buttons: ['Compare the New One'] });
    if (chosen === undefined) return;
    const row = this.#newOf(old);
    if (row) await this.open(row);
    else notifications.status(`${old.name} suggests nothing for ${old.file} now.`);
  }
}

const subjectOf = (id: string) => ({ kind: comparedKind, id });
