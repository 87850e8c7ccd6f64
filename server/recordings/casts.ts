import { decodeTerminalBody } from '../../src/shared/capabilities/terminals/decode.ts';
import { decodeScreenCheckpoint } from '../../src/shared/capabilities/terminals/screen-checkpoint.ts';
import type { Entry } from '../../src/shared/core/entry.ts';
import { readBody } from '../../src/shared/session/table.ts';
import { plainWords } from '../../src/shared/text/shown.ts';
import { fileNameOf } from './file-names.ts';
import { type Readable, walked } from './walk.ts';

/** A terminal of a recording in asciicast v3, which asciinema's player shows. */
export interface Cast {
  name: string;
  content: string;
}

/** Longest text of all casts of one recording. */
export const mostCastBytes = 64 * 1024 * 1024;

const reset = '\u001bc';

/**
 * Writes each shared terminal of a recording as asciicast v3 (docs.asciinema.org/manual/asciicast/v3): the header, then
 * a line per event, with the seconds since the one before. Time in which the recording rested is left out; its marks
 * are marks there.
 */
export async function castsOf(readable: Readable): Promise<Cast[]> {
  const { history } = readable;
  const tracks = new Map<string, Track>();
  let stretch = -1;
  let bytes = 0;
  for await (const { entry, after } of walked(readable)) {
    if (after !== stretch) {
      stretch = after;
      const { terminals } = await history.stateAt(after === 0 ? entry.seq : after);
      for (const track of tracks.values()) track.rest(entry.at);
      for (const [ref, { title, columns, rows }] of Object.entries(terminals)) {
        const track = tracks.get(ref) ?? new Track(title, { columns, rows }, entry.at);
        tracks.set(ref, track);
        const base = await history.baseOf(ref, after);
        if (base) track.show(entry.at, decodeScreenCheckpoint(base.bytes));
      }
    }
    if (entry.kind === 'recording.marked') for (const track of tracks.values()) track.mark(entry);
    if (entry.ref === null || !entry.kind.startsWith('terminal.')) continue;
    const track = tracks.get(entry.ref) ?? opened(entry);
    if (!track) continue;
    tracks.set(entry.ref, track);
    track.take(entry);
    bytes += entry.body.length;
    if (bytes <= mostCastBytes) continue;
    for (const each of tracks.values()) each.cut(entry.at);
    break;
  }
  const names = new Set<string>();
  return [...tracks.values()]
    .filter((track) => track.hasOutput)
    .map((track) => ({ name: fileNameOf(track.title || 'terminal', '.cast', names), content: track.end() }));
}

function opened(entry: Entry): Track | null {
  const said = entry.kind === 'terminal.opened' ? readBody(entry.kind, entry.body) : null;
  return said && new Track(said.title, { columns: said.columns, rows: said.rows }, entry.at);
}

interface Size {
  columns: number;
  rows: number;
}

/** Events of one terminal. */
class Track {
  readonly title: string;
  readonly #lines: string[];
  readonly #decoder = new TextDecoder();
  #size: Size;
  #lastMs: number;
  hasOutput = false;

  constructor(title: string, size: Size, atMs: number) {
    this.title = plainWords(title);
    this.#size = size;
    this.#lastMs = atMs;
    const term = { cols: size.columns, rows: size.rows, type: 'xterm-256color' };
    const header = { version: 3, term, timestamp: Math.floor(atMs / 1000), title: this.title };
    this.#lines = [JSON.stringify(header)];
  }

  #say(atMs: number, code: string, data: string): void {
    const seconds = Math.max(0, atMs - this.#lastMs) / 1000;
    this.#lastMs = Math.max(this.#lastMs, atMs);
    this.#lines.push(`[${seconds.toFixed(3)}, ${JSON.stringify(code)}, ${JSON.stringify(data.toWellFormed())}]`);
  }

  #resize(atMs: number, { columns, rows }: Size): void {
    if (columns === this.#size.columns && rows === this.#size.rows) return;
    this.#size = { columns, rows };
    this.#say(atMs, 'r', `${columns}x${rows}`);
  }

  #write(atMs: number, data: Uint8Array, isScreen: boolean): void {
    // A letter whose bytes are cut in two is told with its second half.
    const text = this.#decoder.decode(data, { stream: true });
    const words = isScreen && this.hasOutput ? reset + text : text;
    if (words === '') return;
    this.hasOutput = true;
    this.#say(atMs, 'o', words);
  }

  /** Leaves out the time in which the recording rested. */
  rest(atMs: number): void {
    this.#lastMs = atMs;
  }

  /** Shows a screen in place of everything before. */
  show(atMs: number, { columns, rows, screen, after }: Size & { screen: string; after: Uint8Array }): void {
    this.#resize(atMs, { columns, rows });
    this.#write(atMs, new TextEncoder().encode(screen), true);
    this.#write(atMs, after, false);
  }

  take({ at, kind, body }: Entry): void {
    const told = decodeTerminalBody(kind, body);
    if (told?.size) this.#resize(at, told.size);
    if (told?.output) this.#write(at, told.output.data, told.output.isScreen ?? false);
    if (kind === 'terminal.ended') this.#ended(at, body);
  }

  #ended(at: number, body: Uint8Array): void {
    const exitCode = readBody('terminal.ended', body)?.exitCode ?? null;
    if (exitCode !== null) this.#say(at, 'x', String(exitCode));
  }

  mark({ at, body }: Entry): void {
    const marked = readBody('recording.marked', body);
    if (marked) this.#say(at, 'm', plainWords(marked.words));
  }

  /** Says that the rest is left out. */
  cut(atMs: number): void {
    this.#say(atMs, 'm', 'Here the track ends: the recording has more output than one may have.');
  }

  end(): string {
    return `${this.#lines.join('\n')}\n`;
  }
}
