import * as Y from 'yjs';
import type { TextFacts } from '../shared/capabilities/documents/text-facts.ts';
import { textName } from '../shared/capabilities/documents/update-rules.ts';
import { itemsOf } from '../shared/text/items.ts';

/** A line in which a person's unsaved edits and others' are one thing: neither stands without the other. */
export interface SharedLine {
  /** Line of the text as it is now, from 1. */
  line: number;
  /** The others, by their ids. */
  people: readonly string[];
}

/** A saved text with one person's unsaved edits alone. */
export interface OwnText {
  text: string;
  shared: readonly SharedLine[];
}

/** Parts of a document that say whose its unsaved edits are. */
interface Judged {
  yText: Y.Text;
  facts: Pick<TextFacts, 'authors' | 'deleters' | 'restored'>;
}

/** A stretch of text within one line: in the saved text, in the present one or in both, and whose the difference is. */
interface Stretch {
  text: string;
  wasThere: boolean;
  isThere: boolean;
  by: readonly string[];
}

/** Author of text that nobody has signed: it counts as somebody else's. */
const unknown = '';

/**
 * Builds the text that a person would have without the others' unsaved edits. Whose an edit is, is known by its Yjs
 * ids, never guessed from a difference of texts. Each line is taken as a whole: as it is now where only this person
 * changed it, as it was saved where only others did. Where both did, `takesBoth` decides.
 */
export function ownText({ yText, facts }: Judged, saved: Uint8Array, person: string, takesBoth: boolean): OwnText {
  const before = new Y.Doc();
  Y.applyUpdate(before, saved);
  before.getText(textName);
  const parts: string[] = [];
  const shared: SharedLine[] = [];
  let row: Stretch[] = [];
  let line = 1;
  const endRow = () => {
    const others = new Set(row.flatMap(({ by }) => by.filter((each) => each !== person && each !== 'disk')));
    const hasOwn = row.some(({ by }) => by.includes(person));
    if (hasOwn && others.size > 0) shared.push({ line, people: [...others] });
    const isNow = others.size === 0 || (hasOwn && takesBoth);
    for (const { text, wasThere, isThere } of row) {
      if (isNow ? isThere : wasThere) parts.push(text);
      if (isThere && text.endsWith('\n')) line++;
    }
    row = [];
  };
  for (const stretch of stretchesOf(yText, facts, before)) {
    for (const text of stretch.text.split(/(?<=\n)/)) {
      row.push({ ...stretch, text });
      if (text.endsWith('\n')) endRow();
    }
  }
  endRow();
  before.destroy();
  return { text: parts.join(''), shared };
}

function* stretchesOf(yText: Y.Text, facts: Judged['facts'], before: Y.Doc): Generator<Stretch> {
  const restorers = restorersOf(facts);
  for (const item of itemsOf(yText)) {
    const { client, clock } = item.id;
    const text = item.content instanceof Y.ContentString ? item.content.str : null;
    const old = Math.min(item.length, Math.max(0, Y.getState(before.store, client) - clock));
    yield* savedStretches(before, client, clock, old, item.deleted, facts);
    if (old === item.length) continue;
    for (const { clock: at, length, value } of facts.authors.pieces(client, clock + old, item.length - old)) {
      if (!item.deleted) {
        const by = (value?.manner === 'restored' ? restorers(client, at) : value?.author) ?? unknown;
        yield { text: text?.slice(at - clock, at - clock + length) ?? '', wasThere: false, isThere: true, by: [by] };
        continue;
      }
      // Somebody took out again what another had just written: nothing of it is there, but both had a hand in it.
      for (const { value: deleter } of facts.deleters.pieces(client, at, length))
        if (value !== undefined && deleter && deleter !== value.author)
          yield { text: '', wasThere: false, isThere: false, by: [value.author, deleter] };
    }
  }
}

/** Stretches of the saved text, as it is now: kept, or deleted by whom. */
function* savedStretches(
  before: Y.Doc,
  client: number,
  clock: number,
  length: number,
  isGone: boolean,
  facts: Judged['facts'],
): Generator<Stretch> {
  for (let at = clock; at < clock + length; ) {
    const item = Y.getItem(before.store, Y.createID(client, at));
    const from = at - item.id.clock;
    const count = Math.min(item.length - from, clock + length - at);
    if (item instanceof Y.Item && !item.deleted && item.content instanceof Y.ContentString) {
      const text = item.content.str.slice(from, from + count);
      if (!isGone) yield { text, wasThere: true, isThere: true, by: [] };
      else
        for (const part of facts.deleters.pieces(client, at, count)) {
          const start = part.clock - at;
          const gone = text.slice(start, start + part.length);
          yield { text: gone, wasThere: true, isThere: false, by: [part.value ?? unknown] };
        }
    }
    at += count;
  }
}

/** Finds the person who brought text back: only who deleted it may. */
function restorersOf({ restored, deleters }: Judged['facts']): (client: number, clock: number) => string | undefined {
  const originals = new Map<number, { from: number; to: number; client: number; shift: number }[]>();
  for (const [client, runs] of restored.toArray())
    for (const [clock, length, copy] of runs) {
      const [copyClient = 0, shift = 0] = copy.split(' ').map(Number);
      const all = originals.get(copyClient) ?? [];
      originals.set(copyClient, [...all, { from: clock + shift, to: clock + shift + length, client, shift }]);
    }
  return (client, clock) => {
    const found = originals.get(client)?.find(({ from, to }) => from <= clock && clock < to);
    return found && deleters.pieces(found.client, clock - found.shift, 1)[0]?.value;
  };
}
