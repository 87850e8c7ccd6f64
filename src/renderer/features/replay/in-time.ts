import type { ReplayClient } from '../../../client/replay-client.ts';
import type { Found, LineVersion, Piece } from '../../../shared/capabilities/replay/methods.ts';
import { append } from '../../../shared/core/append.ts';
import type { TimelineMark } from '../../../shared/core/timeline.ts';
import { lookUp } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';
import { lineAt, startOfLine } from '../../ui/line-at.ts';
import type { AnswerRow, Answers } from './answers.ts';
import { eventWords, nameIn } from './moment-words.ts';
import { timeWords } from './player.ts';
import type { Playing } from './playing.ts';

/** Stretch before and after a line was typed of which events are told. */
const aroundMs = 120_000;

/** Parts of a window that ask a recording. */
export interface Asking {
  app: App;
  recording: ReplayClient;
  playing: Playing;
  answers: Answers;
}

/** Text that the active editor shows, and the line of its cursor; null where it shows none of the recording. */
export function activeLine({ workbench, texts }: App): { ref: string; key: string; line: number } | null {
  const active = workbench.editors.active();
  const ref = active && texts.refOf(active.key);
  const model = active && workbench.models.get(active.key);
  if (!ref || !model) return null;
  return { ref, key: active.key, line: lineAt(model.getValue(), active.selections[0]?.head ?? 0) };
}

/** Goes to a moment, and to a line of a text as it is then. */
export async function leadTo(
  { app, recording, playing }: Asking,
  moment: { seq: number; atMs: number },
  place: { ref: string; line: number } | null,
): Promise<void> {
  await playing.goTo(moment);
  const path = place && app.session.state.documents[place.ref]?.path;
  if (!place || !path) return;
  await recording.arrived();
  const reveal = () => app.workbench.editors.reveal(path, place.line, { preserveFocus: true });
  await reveal();
  const tie = app.texts.tieOf(path);
  if (tie && tie.binding === null) {
    // An editor that has just been opened gets its text, and so its lines, with the tie.
    await tie.bound;
    await recording.arrived();
    await reveal();
  }
  const text = app.workbench.models.get(path)?.getValue() ?? '';
  const at = startOfLine(text, place.line);
  app.workbench.editors.select(path, [{ anchor: at, head: at }]);
}

/** Gives a count of things: `1 file`, `2 files`. */
export const plural = (count: number, noun: string) => `${count} ${noun}${count === 1 ? '' : 's'}`;

/** Words about a moment: its time in the recording, and by the clock. */
export function whenWords({ playing }: Asking, atMs: number): string {
  const first = playing.shown.get()?.timeline.first.atMs ?? atMs;
  return `${timeWords(atMs - first)} · ${new Date(atMs).toLocaleTimeString()}`;
}

function nameOf({ playing }: Asking, person: string | null): string {
  return nameIn({ people: playing.shown.get()?.timeline.people ?? [] }, person) ?? 'The disk';
}

const icons = { there: 'circle-outline', appeared: 'diff-added', gone: 'diff-removed' } as const;
const verbs = { there: 'was there at the beginning', appeared: 'appeared', gone: 'went' } as const;

/** Finds when a text came and went, in the active file or in all. */
export async function searchInTime(asking: Asking, text: string, isInFile: boolean, matchCase: boolean): Promise<void> {
  const active = activeLine(asking.app);
  const ref = isInFile ? (active?.ref ?? null) : null;
  const row = (found: Found, index: number): AnswerRow => ({
    key: `${found.seq} ${index}`,
    icon: icons[found.is],
    words: `${found.is === 'there' ? 'It' : `${nameOf(asking, found.person)}: it`} ${verbs[found.is]} in ${found.path ?? 'a text'}, line ${found.line}`,
    detail: `${whenWords(asking, found.atMs)} · ${found.text.trim()}`,
    open: () => void leadTo(asking, found, found),
  });
  await asking.answers.ask(`“${text}” in time`, 'It was never there.', async (add, signal) => {
    const stream = asking.recording.open('replay.find', { text, ref, matchCase }, { signal });
    for await (const { found, share } of stream) add(found.map(row), share);
    return (await stream.result).notice;
  });
}

/** The versions of a line, through which one can walk. */
export class LineWalk {
  readonly #asking: Asking;
  #versions: LineVersion[] = [];
  #ref = '';
  #at = 0;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** Lists all versions of the line at the cursor. */
  async begin(): Promise<void> {
    const { app, answers, recording, playing } = this.#asking;
    const active = activeLine(app);
    if (!active) return app.workbench.notifications.status('Put the cursor into a line of the recording first.');
    const { ref, line } = active;
    const versions: LineVersion[] = [];
    [this.#versions, this.#ref] = [versions, ref];
    const shownSeq = () => playing.shown.get()?.moment?.seq ?? 0;
    const seq = shownSeq();
    await answers.ask(
      `History of line ${line} of ${active.key}`,
      'This line has no history here.',
      async (add, signal) => {
        const stream = recording.open('replay.line', { ref, line }, { signal });
        for await (const part of stream) {
          const from = versions.length;
          append(versions, part.versions);
          add(
            part.versions.map((version, index) => this.#row(version, from + index)),
            part.share,
          );
        }
        return (await stream.result).notice;
      },
    );
    const next = versions.findIndex((version) => version.seq > seq);
    this.#at = next < 0 ? versions.length - 1 : Math.max(0, next - 1);
  }

  #row(version: LineVersion, index: number): AnswerRow {
    const who = nameOf(this.#asking, version.person);
    return {
      key: String(version.seq),
      icon: version.line === null ? 'diff-removed' : index === 0 ? 'diff-added' : 'diff-modified',
      words: version.line === null ? `${who} removed it` : version.text.trim() || '(an empty line)',
      detail: `${whenWords(this.#asking, version.atMs)} · ${who}${version.line === null ? '' : ` · line ${version.line}`}`,
      open: () => void this.#open(index),
    };
  }

  async #open(index: number): Promise<void> {
    const version = this.#versions[index];
    if (!version) return;
    this.#at = index;
    await leadTo(this.#asking, version, version.line === null ? null : { ref: this.#ref, line: version.line });
    const words = `Version ${index + 1} of ${this.#versions.length}`;
    this.#asking.app.workbench.notifications.status(words);
  }

  /** Goes to the next version of the line, or to the one before. */
  async walk(way: 1 | -1): Promise<void> {
    if (this.#versions.length === 0) await this.begin();
    const { notifications } = this.#asking.app.workbench;
    if (this.#versions[this.#at + way]) await this.#open(this.#at + way);
    else notifications.status(way === 1 ? 'This is its last version.' : 'This is its first version.');
  }
}

/** Tells from where the line at the cursor comes, and what happened around the time at which it was typed. */
export async function whySo(asking: Asking): Promise<void> {
  const { app, answers, recording } = asking;
  const active = activeLine(app);
  if (!active) return app.workbench.notifications.status('Put the cursor into a line of the recording first.');
  const { ref, line } = active;
  await answers.ask(`Why line ${line} of ${active.key} is so`, 'The line is empty.', async (add, signal) => {
    const stream = recording.open('replay.why', { ref, line, withinMs: aroundMs }, { signal });
    for await (const { pieces, events } of stream) {
      add(
        pieces.map((piece, index) => pieceRow(asking, piece, { ref, line }, index)),
        0.5,
      );
      add(
        events.map((event) => eventRow(asking, event as TimelineMark)),
        1,
      );
      if (pieces.length > 0)
        app.workbench.notifications.status(
          `${plural(pieces.length, 'part')} of the line, ${plural(events.length, 'event')} around it`,
        );
    }
    await stream.result;
    return null;
  });
}

const manners: Readonly<Record<string, string>> = {
  typed: 'typed',
  pasted: 'pasted',
  formatted: 'formatted',
  restored: 'brought back',
  reverted: 'reverted',
};

function pieceRow(asking: Asking, piece: Piece, place: { ref: string; line: number }, index: number): AnswerRow {
  const { seq, atMs } = piece;
  const isHere = seq !== null && atMs !== null;
  const text = piece.text.trim();
  const manner = manners[piece.manner ?? ''] ?? 'written';
  return {
    key: `piece ${index}`,
    icon: 'edit',
    words: piece.person === null ? `The file had “${text}”` : `${nameOf(asking, piece.person)}: ${manner} “${text}”`,
    detail: isHere ? whenWords(asking, atMs) : 'From before the recording',
    open: isHere ? () => void leadTo(asking, { seq, atMs }, place) : null,
  };
}

function eventRow(asking: Asking, event: TimelineMark): AnswerRow {
  return {
    key: `event ${event.seq}`,
    icon: lookUp(event.kind)?.mark?.icon ?? 'circle-small',
    words: eventWords({ people: asking.playing.shown.get()?.timeline.people ?? [] }, event),
    detail: whenWords(asking, event.atMs),
    open: () => void leadTo(asking, event, null),
  };
}
