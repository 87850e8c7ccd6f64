import * as Y from 'yjs';
import { textName } from '../../src/shared/capabilities/documents/update-rules.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { serverReplica } from '../../src/shared/core/ids.ts';
import { type Body, encodeBody, type KindName, kinds } from '../../src/shared/session/table.ts';
import { Random } from '../../tests/sim/random.ts';

const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;
const words = ['const', 'return', 'value', 'session', 'await', 'entry', 'index', '=>', '===', '{', '}', '();'];
const hash = 'ab'.repeat(32);

/** Entries after which the people have come to another file, and leave the oldest: five in an hour. */
export const entriesPerFile = 25_000;

/** Greatest length of a made file: beyond it, text is deleted where more is typed. */
const longestText = 20_000;

/** A place in a text as it is sent: behind a character. */
interface Place {
  anchor: Uint8Array;
  head: Uint8Array;
}

/** Places that are kept of a file. */
const mostPlaces = 500;

/**
 * Mean number of edits at one place before a person goes to another: the median of the recorded sessions of
 * github.com/josephg/editing-traces, whose means are 5 to 47 edits.
 */
const meanRun = 9;
/** Moves of the cursor by edit, as in `automerge-paper` of the same source: most of them lie between two runs. */
const movesPerEdit = 0.4;

/** Person who types in a made session. */
interface Typist {
  person: string;
  replica: string;
  n: number;
  file: number;
  offset: number;
  /** Edits that come at this place, and moves of the cursor that come after them. */
  editsLeft: number;
  movesLeft: number;
}

interface MadeFile {
  ref: string;
  /** Number of entries before it was opened. */
  after: number;
  path: string;
  document: Y.Doc;
  text: Y.Text;
  bound: Set<Typist>;
  /** Places at which somebody has typed lately (a ring). */
  places: Place[];
  typed: number;
}

/** Place behind a character; null for the text's beginning. To find one by its offset takes a walk over the text. */
function placeBehind(character: Y.ID | null): Place {
  const head = Y.encodeRelativePosition(new Y.RelativePosition(null, character ? null : textName, character, -1));
  return { anchor: head, head };
}

/**
 * Generates the entries of a session of people who type into files, one entry after another, from a seed: bursts of
 * keys at a cursor, words taken back, cursors on their way, saves, and changes of file. Text is real Yjs.
 */
export class MadeSession {
  /** All files, the oldest first; people work in the newest. */
  readonly files: MadeFile[] = [];
  readonly #atWork: number;
  #entries = 0;
  readonly recording: string;
  readonly #random: Random;
  readonly #typists: Typist[];
  readonly #host: string;
  readonly #lastN = new Map<string, number>();
  #update: Uint8Array = new Uint8Array(0);

  constructor(seed: number, people: number, files: number) {
    this.#random = new Random(seed);
    const id = () => this.#id();
    this.#host = id();
    this.recording = id();
    this.#atWork = files;
    for (let made = 0; made < files; made++) this.#makeFile();
    const begun = { n: 0, file: 0, offset: 0, editsLeft: 0, movesLeft: 0 };
    this.#typists = Array.from({ length: people }, () => ({ person: id(), replica: id(), ...begun }));
  }

  #id(): string {
    return Buffer.from(this.#random.bytes(16)).toString('base64url');
  }

  #makeFile(): MadeFile {
    const index = this.files.length;
    const document = new Y.Doc();
    document.on('update', (update) => {
      this.#update = update;
    });
    const path = `src/part-${index % 8}/module-${index}.ts`;
    const text = document.getText(textName);
    const file = {
      ref: this.#id(),
      after: this.#entries,
      path,
      document,
      text,
      bound: new Set<Typist>(),
      places: [],
      typed: 0,
    };
    this.files.push(file);
    return file;
  }

  #opened({ ref, path }: MadeFile): Entry {
    return this.#entry('doc.opened', { term: 1, path, title: '', format, readOnly: false }, this.#host, ref);
  }

  #entry<K extends KindName>(kind: K, body: Body<K>, by: string, ref: string | null = null): Entry {
    const n = kinds[kind].keep === 'history' ? (this.#lastN.get(by) ?? 0) + 1 : 0;
    if (n > 0) this.#lastN.set(by, n);
    const fixed = { seq: 0, at: 0, ageMs: 0, to: null, blob: null };
    return { ...fixed, by, n, kind, v: kinds[kind].v, ref, body: encodeBody(kind, body) };
  }

  /** The host, its files, the people, and the start of the recording. */
  begin(): Entry[] {
    const owner = this.#typists[0]!.person;
    const joined = (
      person: string,
      name: string,
      role: 'owner' | 'editor',
      replica: string,
      purpose: 'host' | 'window',
    ) => this.#entry('participant.joined', { person, name, role, replica, purpose }, serverReplica);
    return [
      joined(owner, 'Host', 'owner', this.#host, 'host'),
      this.#entry('host.claimed', { term: 1, folder: 'made' }, this.#host),
      ...this.files.map((file) => this.#opened(file)),
      ...this.#typists.map(({ person, replica }, index) =>
        joined(person, `Person ${index + 1}`, index === 0 ? 'owner' : 'editor', replica, 'window'),
      ),
      this.#entry('recording.started', { title: 'Made' }, this.#host, this.recording),
    ];
  }

  /** The next entries: one, or two where somebody comes to a file for the first time. */
  next(): Entry[] {
    const random = this.#random;
    this.#entries++;
    if (this.#entries % entriesPerFile === 0) return [this.#opened(this.#makeFile())];
    const typist = random.pick(this.#typists);
    const kind = random.next();
    const file = this.files[typist.file]!;
    if (kind < 0.004) {
      const { path, text } = file;
      const saved = { term: 1, path, hash, lengthUtf16: text.length, format };
      return [this.#entry('doc.saved', saved, this.#host, file.ref)];
    }
    if (kind < 0.01) {
      typist.file = this.files.length - 1 - random.below(this.#atWork);
      typist.offset = random.below(this.files[typist.file]!.text.length + 1);
      const { ref, path } = this.files[typist.file]!;
      return [this.#entry('presence.focused', { line: 1 + random.below(500), path }, typist.replica, ref)];
    }
    if (typist.editsLeft === 0 && typist.movesLeft === 0) this.#goElsewhere(typist, file);
    if (typist.editsLeft === 0) {
      typist.movesLeft--;
      const place = file.places.length > 0 ? random.pick(file.places) : placeBehind(null);
      const cursor = { selections: [place], topLine: 1 + random.below(400) };
      return [this.#entry('cursor.moved', cursor, typist.replica, file.ref)];
    }
    typist.editsLeft--;
    return this.#typed(typist, file);
  }

  /** Begins a run of edits at another place; their number is distributed geometrically. */
  #goElsewhere(typist: Typist, file: MadeFile): void {
    typist.offset = this.#random.below(file.text.length + 1);
    typist.editsLeft = 1 + Math.floor(Math.log(1 - this.#random.next()) / Math.log(1 - 1 / meanRun));
    typist.movesLeft = Math.round(typist.editsLeft * movesPerEdit);
  }

  #typed(typist: Typist, file: MadeFile): Entry[] {
    const random = this.#random;
    const client = 1 + this.#typists.indexOf(typist) + 100 * typist.file;
    const binding = file.bound.has(typist) ? [] : [this.#entry('doc.bound', { client }, typist.replica, file.ref)];
    file.bound.add(typist);
    file.document.clientID = client;
    typist.offset = Math.min(typist.offset, file.text.length);
    const isFull = file.text.length > longestText;
    if (typist.offset > 3 && random.chance(isFull ? 0.5 : 0.08)) {
      const length = Math.min(typist.offset, 1 + random.below(isFull ? 40 : 6));
      typist.offset -= length;
      file.text.delete(typist.offset, length);
    } else {
      const key = random.chance(0.03) ? '\n  ' : random.pick(words).slice(0, 1 + random.below(4));
      file.text.insert(typist.offset, key);
      typist.offset += key.length;
      const clock = Y.getState(file.document.store, client) - 1;
      file.places[file.typed++ % mostPlaces] = placeBehind(Y.createID(client, clock));
    }
    const cursor = file.places[(file.typed - 1) % mostPlaces] ?? placeBehind(null);
    const typed = { update: this.#update, cursor, manner: 'typed' as const };
    return [...binding, this.#entry('doc.updated', typed, typist.replica, file.ref)];
  }
}
