import { editsOfDelta } from '../../../client/delta.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import type { App, TextBinding } from '../../session/app.ts';
import { LinePlaces } from './line-places.ts';
import { type Places, StaleEdit } from './message-places.ts';
import { placeStretch, TextWatch } from './text-watch.ts';

/** Change of a shared text, as Yjs tells it. */
type YTextEvent = Parameters<Parameters<TextDocument['yText']['observe']>[0]>[0];

/** A text of this window about which a server was asked. Its versions are watched until the answer is used. */
export class AskedText {
  readonly key: string;
  readonly document: TextDocument;
  readonly #app: App;
  readonly #watch: TextWatch;
  readonly #stops: (() => void)[];
  /** Version that the answer is about; null while that is not known. */
  version: number | null = null;

  constructor(app: App, key: string, document: TextDocument) {
    this.key = key;
    this.document = document;
    this.#app = app;
    const watch = new TextWatch(document.toString());
    this.#watch = watch;
    const { yText } = document;
    const observer = ({ delta, transaction }: YTextEvent) =>
      watch.note(editsOfDelta(delta as Parameters<typeof editsOfDelta>[0]), transaction.local);
    yText.observe(observer);
    this.#stops = [document.onRebuilt(() => watch.break()), () => yText.unobserve(observer)];
  }

  get isUntouched(): boolean {
    return this.#watch.isUntouched;
  }

  /** Finds the version that an answer is about, by its hash. Without one only a text that nobody touched is known. */
  findVersion(hash: string | undefined): void {
    if (hash !== undefined) this.version = this.#watch.versionOf(hash);
    else this.version = this.#watch.isUntouched ? 0 : null;
  }

  get #binding(): TextBinding | null {
    return this.#app.texts.tieOf(this.key)?.binding ?? null;
  }

  /** Holds others' edits back from the editors of this text. */
  pause(): () => void {
    return this.#binding?.pause() ?? (() => undefined);
  }

  /** Text that the editors show now. */
  get #shown(): string | null {
    const model = this.#app.workbench.models.get(this.key);
    return model === undefined || model.isDisposed ? null : model.getValue();
  }

  /** Places of the version that the answer is about, in the text that is shown now. */
  shown(): Places {
    const shown = this.#shown;
    const from = this.#watch.textAt(this.version ?? 0);
    const binding = this.#binding;
    if (shown === null) return this.#carried(from, this.document.toString(), (offset) => offset);
    if (from === shown && this.#watch.version === (this.version ?? 0)) return samePlaces;
    return this.#carried(from, shown, (offset) => binding?.place(offset, 'shared') ?? offset);
  }

  /** Places of the text at the question in the document as it is now. */
  now(): Places {
    this.version = 0;
    return this.#carried(this.#watch.textAt(0), this.document.toString(), (offset) => offset);
  }

  /** Places of the shown text in the document. */
  asked(): Places {
    const shown = this.#shown;
    const shared = this.document.toString();
    const binding = this.#binding;
    if (shown === null || binding === null || shown === shared) return samePlaces;
    const [from, to] = [new LinePlaces(shown), new LinePlaces(shared)];
    const position: Places['position'] = (at) => to.positionAt(binding.place(from.offsetAt(at), 'mine'));
    return { position, range: ({ start, end }) => ({ start: position(start), end: position(end) }) };
  }

  #carried(from: string, to: string, place: (offset: number) => number): Places {
    const [before, after] = [new LinePlaces(from), new LinePlaces(to)];
    const version = this.version ?? 0;
    const offset = (at: number) => after.positionAt(place(this.#watch.carryOffset(version, at)));
    return {
      position: (position) => offset(before.offsetAt(position)),
      range: ({ start, end }, isEdit) => {
        const [first, last] = [before.offsetAt(start), before.offsetAt(end)];
        const carried = this.#watch.carry(version, first, last);
        if (carried === null) {
          if (isEdit) throw new StaleEdit();
          return { start: offset(first), end: offset(last) };
        }
        const placed = placeStretch(carried, place);
        // Others' edits that are held back from the editors may be in the middle of it.
        if (isEdit && placed.end - placed.start !== carried.end - carried.start) throw new StaleEdit();
        return { start: after.positionAt(placed.start), end: after.positionAt(placed.end) };
      },
    };
  }

  stop(): void {
    for (const stop of this.#stops.splice(0)) stop();
  }
}

/** Places of a text that has not changed. */
export const samePlaces: Places = { range: (range) => range, position: (position) => position };
