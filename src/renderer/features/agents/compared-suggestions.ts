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

/** Comparisons of texts with what is suggested for them: they follow the texts, and close when nothing waits any more. */
export class ComparedSuggestions {
  readonly #app: App;
  readonly #model: SuggestionsModel;
  /** Ids of the suggestions that are compared. */
  readonly #shown = new Set<string>();

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
    this.#shown.add(proposal.id);
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

  #follow(): void {
    const { editors } = this.#app.workbench;
    for (const id of this.#shown) {
      const row = this.#rowOf(id);
      const texts = row && this.#texts(row);
      if (texts) void editors.updateDiff(subjectOf(id), texts.now, texts.suggested);
      if (row) continue;
      this.#shown.delete(id);
      void editors.closeDiff(subjectOf(id));
    }
  }
}

const subjectOf = (id: string) => ({ kind: comparedKind, id });
