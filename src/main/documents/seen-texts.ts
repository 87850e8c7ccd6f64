import * as Y from 'yjs';
import type { TextDocument } from '../../client/text-document.ts';
import { type DecodedUpdate, textName } from '../../shared/capabilities/documents/update-rules.ts';
import { fitting, isLogged, type Unsent } from './unsent.ts';

/** Most texts whose copies are kept. */
const mostCopies = 8;

/** A copy of a document that has somebody's edits as well which the log did not have. */
interface Copy {
  of: Y.Doc;
  copy: Y.Doc;
  /** The edits beyond the log, until the document has them too. */
  ahead: DecodedUpdate | null;
}

/**
 * Texts as their windows see them: with edits that the log has not acknowledged. A copy of each is kept and brought up
 * to the log by what it lacks, as loading a text with a long past takes a tenth of a second.
 */
export class SeenTexts {
  readonly #copies = new Map<TextDocument, Copy>();

  /** Text of a document with a window's edits. Throws `out-of-order` where they do not fit. */
  textOf(document: TextDocument, unsent: Omit<Unsent, 'seq'>): string {
    const edits = fitting(document, unsent);
    if (isLogged(document, edits)) return document.toString();
    const { copy } = this.#copyOf(document, edits);
    Y.applyUpdate(copy, unsent.update);
    return copy.getText(textName).toString();
  }

  #copyOf(document: TextDocument, edits: DecodedUpdate): Copy {
    const of = document.yText.doc!;
    const known = this.#copies.get(document);
    this.#copies.delete(document);
    // Edits beyond the log may have been refused since: a copy with such is worth nothing.
    const fits =
      known?.of === of && (known.ahead === null || has(edits, known.ahead) || isLogged(document, known.ahead));
    const copy = fits ? known.copy : new Y.Doc();
    Y.applyUpdate(copy, Y.encodeStateAsUpdate(of, Y.encodeStateVector(copy)));
    const made = { of, copy, ahead: edits };
    this.#copies.set(document, made);
    const [oldest] = this.#copies.keys();
    if (this.#copies.size > mostCopies) this.#copies.delete(oldest!);
    return made;
  }
}

/** Says whether an update has all of another. */
function has(whole: DecodedUpdate, part: DecodedUpdate): boolean {
  const covers = (spans: { clock: number; len: number }[], { clock, len }: { clock: number; len: number }) => {
    let at = clock;
    for (const span of spans.toSorted((a, b) => a.clock - b.clock))
      if (span.clock <= at) at = Math.max(at, span.clock + span.len);
    return at >= clock + len;
  };
  const written = (client: number) =>
    whole.structs.flatMap(({ id, length }) => (id.client === client ? { clock: id.clock, len: length } : []));
  return (
    part.structs.every(({ id, length }) => covers(written(id.client), { clock: id.clock, len: length })) &&
    [...part.ds.clients].every(([client, ranges]) =>
      ranges.every((range) => covers(whole.ds.clients.get(client) ?? [], range)),
    )
  );
}
