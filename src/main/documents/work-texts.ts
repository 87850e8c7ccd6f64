import * as Y from 'yjs';
import { alignedBase, baseOf, knownBase, standingIds, type TextBase } from '../../client/text-base.ts';
import { type WorkChoice, type WorkText, workText } from '../../client/work-text.ts';
import { textName } from '../../shared/capabilities/documents/update-rules.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { IdRanges } from '../../shared/text/id-ranges.ts';
import { decodeAs, encodeText } from '../files/text-codec.ts';
import type { FileMakers } from './file-makers.ts';
import type { KnownTexts } from './known-texts.ts';
import type { SavedText, SavedTexts } from './saved-texts.ts';

/** A file with the changes of one person alone, since a version of it. */
export interface FileWork extends Omit<WorkText, 'text' | 'known'> {
  /** The file's bytes with them; null where nothing was taken. */
  content: Uint8Array | null;
  /** Notes that this has become a version of its own. */
  keep: () => void;
}

export interface WorkTextsOptions {
  saved: SavedTexts;
  known: KnownTexts;
  makers: FileMakers;
  /** Says whether a file was the last commit's when the repository was looked at last. */
  isCommitted: (path: string) => boolean;
}

/** Work of people in saved files since the last commit: their Yjs ids tell whose it is. */
export class WorkTexts {
  readonly #options: WorkTextsOptions;

  constructor(options: WorkTextsOptions) {
    this.#options = options;
    const { saved, known, isCommitted } = options;
    saved.onSealed((ref) => known.forget(ref));
    saved.onSaved((ref, path, before) => {
      // Its file was the last commit's: what is different from now on is found by these ids.
      if (!isCommitted(path)) return;
      this.#note(ref, before);
    });
  }

  #note(ref: string, state: Uint8Array): void {
    const { text, ids, settled } = whole(state);
    this.#options.known.note(ref, text, ids, settled);
  }

  /** Ends marks of whole files at a look at the repositories: those of files that are as they are committed. */
  looked(differing: readonly string[], isKept: (path: string) => boolean): void {
    this.#options.makers.settle(differing, isKept);
  }

  /** Notes what files hold that have just been found to be as they are committed, by whichever program. */
  async committed(paths: readonly string[]): Promise<void> {
    for (const path of paths) {
      const found = await this.#options.saved.baseOf(path);
      if (found !== null) this.#note(found.ref, found.base);
    }
  }

  /** Says whether the log may know the authors of a file. */
  has(path: string): boolean {
    return this.#options.saved.has(path);
  }

  /** Person who has made a whole file, or removed it, from a window; null where nobody has. */
  makerOf(act: 'made' | 'gone', path: string): string | null {
    return this.#options.makers.of(act, path);
  }

  /**
   * Takes the work of a person out of a file, since it held `earlier` (null: since it was not there); null where nobody
   * knows whose its changes are.
   */
  async of(path: string, earlier: Uint8Array | null, choice: WorkChoice): Promise<FileWork | null> {
    const found = await this.#options.saved.read(path);
    if (found === null) return null;
    const { ref, bytes, format, judged } = found;
    const now = judged.yText.toString();
    const before = earlier === null ? '' : textOf(earlier, format.encoding);
    // Differences without another text, such as line ends, have no author.
    if (before === null || before === now) return null;
    const { text, known, ...work } = workText(judged, this.#base(found, before), choice);
    const content = text === now ? bytes : encodeText(text, { ...format, mixedEol: false });
    const isNothing = earlier === null ? work.taken === 0 : text === before;
    const keep = () => known && this.#options.known.note(ref, text, known.ids, known.settled);
    return { ...work, content: isNothing ? null : content, keep };
  }

  #base({ ref, judged, bases }: SavedText, text: string): TextBase {
    if (text === '') return knownBase('', [], null);
    const known = this.#options.known.find(ref, text);
    if (known !== null) return known;
    return bases.map(baseOf).find((base) => base.text === text) ?? alignedBase(judged, text);
  }
}

function whole(state: Uint8Array) {
  const document = new Y.Doc();
  Y.applyUpdate(document, state);
  const text = document.getText(textName);
  const { settled } = baseOf(state);
  return { text: text.toString(), ids: standingIds(text), settled: settled ?? new IdRanges<true>() };
}

function textOf(bytes: Uint8Array, encoding: string): string | null {
  try {
    return decodeAs(bytes, encoding).text;
  } catch (thrown) {
    if (thrown instanceof EnsembleError) return null;
    throw thrown;
  }
}
