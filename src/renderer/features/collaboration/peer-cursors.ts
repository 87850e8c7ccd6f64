import type { SessionView } from '../../../client/session-view.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import type { SessionState } from '../../../shared/session/state.ts';
import { readBody } from '../../../shared/session/table.ts';
import type { PeerCursor } from '../../session/app.ts';
import type { RemoteCursor } from '../../workbench/index.ts';

interface Anchors {
  selections: { anchor: Uint8Array; head: Uint8Array }[];
  topLine: number;
}

/** Places of the others' cursors, per document, from their entries. */
export class PeerCursors {
  readonly #session: SessionView;
  readonly #anchors = new Map<string, Map<string, Anchors>>();

  constructor(session: SessionView) {
    this.#session = session;
    // Another moment of a recording: what was heard later tells nothing of it.
    session.events.on('rewound', () => this.#anchors.clear());
  }

  /** Notes an entry. Returns whether it moved somebody's cursor. */
  note(entry: Entry): boolean {
    if (entry.ref === null || entry.by === this.#session.replica) return false;
    const inText = this.#anchors.get(entry.ref) ?? new Map<string, Anchors>();
    this.#anchors.set(entry.ref, inText);
    const cursor = entry.kind === 'doc.updated' ? readBody(entry.kind, entry.body)?.cursor : null;
    const anchors =
      entry.kind === 'cursor.moved'
        ? readBody(entry.kind, entry.body)
        : cursor && { selections: [cursor], topLine: inText.get(entry.by)?.topLine ?? 1 };
    if (!anchors) return false;
    inText.set(entry.by, anchors);
    return true;
  }

  /** Lists the cursors of people who are here, by their place in the text as it is now. */
  in(document: TextDocument): PeerCursor[] {
    const cursors: PeerCursor[] = [];
    // Nobody is anywhere any more, whatever was heard last.
    if (this.#session.status.is === 'ended') return cursors;
    for (const [replica, { selections, topLine }] of this.#anchors.get(document.ref) ?? []) {
      if (!this.#session.state.replicas[replica]?.connected) continue;
      for (const selection of selections) {
        const anchor = document.offsetOf(selection.anchor);
        const head = document.offsetOf(selection.head);
        if (anchor !== null && head !== null) cursors.push({ replica, anchor, head, topLine });
      }
    }
    return cursors;
  }
}

/** Adds the names and colours of their people to cursors. */
export function namedCursors(state: SessionState, cursors: readonly PeerCursor[]): RemoteCursor[] {
  return cursors.map(({ replica, anchor, head }, index) => {
    const person = state.participants[state.replicas[replica]?.person ?? ''];
    const name = shownName(state, person?.person) ?? '';
    return { id: `${replica} ${index}`, name, colorIndex: person?.colorIndex ?? 0, anchor, head };
  });
}
