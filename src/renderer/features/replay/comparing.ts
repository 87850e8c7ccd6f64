import type { Moment } from '../../../shared/capabilities/replay/methods.ts';
import type { AnswerRow } from './answers.ts';
import { type Asking, activeLine, whenWords } from './in-time.ts';

/** A moment that is shown, or was remembered. */
type At = Pick<Moment, 'seq' | 'atMs'>;

/** Reads a text as it was at a moment; '' where it was not there. */
export async function textAt({ recording }: Asking, ref: string, seq: number, signal?: AbortSignal): Promise<string> {
  const stream = recording.open('replay.text', { ref, seq }, signal ? { signal } : {});
  const parts: Uint8Array[] = [];
  for await (const { content } of stream) parts.push(content.slice());
  await stream.result;
  return await new Blob(parts as BlobPart[]).text();
}

/** Compares a remembered moment with the one that is shown: one file, or all. */
export class Comparing {
  readonly #asking: Asking;
  #remembered: At | null = null;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** Remembers the shown moment. */
  remember(): void {
    const { moment } = this.#asking.playing.shown.get() ?? {};
    if (!moment) return;
    this.#remembered = moment;
    const { notifications } = this.#asking.app.workbench;
    notifications.status(`${whenWords(this.#asking, moment.atMs)} is remembered: go to another moment, and compare.`);
  }

  /** Gives the two moments, the earlier one first; without a remembered one, from the beginning. */
  #both(): [At, At] | null {
    const shown = this.#asking.playing.shown.get();
    if (!shown?.moment) return null;
    const other = this.#remembered ?? shown.timeline.first;
    return other.seq <= shown.moment.seq ? [other, shown.moment] : [shown.moment, other];
  }

  /** Opens the difference of the active file between both moments. */
  async file(): Promise<void> {
    const { app } = this.#asking;
    const active = activeLine(app);
    const both = this.#both();
    if (!active || !both) return app.workbench.notifications.status('Open a file of the recording first.');
    await this.#open(active.ref, active.key, both);
  }

  async #open(ref: string, path: string, [from, to]: [At, At]): Promise<void> {
    const [left, right] = await Promise.all([from, to].map(({ seq }) => textAt(this.#asking, ref, seq)));
    const when = ({ atMs }: At) => whenWords(this.#asking, atMs).split(' · ')[0]!;
    const name = path.split('/').at(-1)!;
    await this.#asking.app.workbench.editors.openDiff(
      `${name} (${when(from)} ↔ ${when(to)})`,
      { title: `${when(from)} ${name}`, text: left! },
      { title: `${when(to)} ${name}`, text: right! },
    );
  }

  /** Lists all files that differ between both moments; each leads to its difference. */
  async all(): Promise<void> {
    const both = this.#both();
    if (!both) return;
    const [from, to] = both;
    const title = `From ${whenWords(this.#asking, from.atMs)} to ${whenWords(this.#asking, to.atMs)}`;
    await this.#asking.answers.ask(title, 'No file differs between these moments.', async (add, signal) => {
      const stream = this.#asking.recording.open('replay.changes', { between: [from.seq, to.seq] }, { signal });
      for await (const { changes, share } of stream)
        add(
          changes.map(
            ({ ref, was, is }): AnswerRow => ({
              key: ref,
              icon: was === null ? 'diff-added' : is === null ? 'diff-removed' : 'diff-modified',
              words: is ?? was ?? '',
              detail: was === null ? 'new' : is === null ? 'removed' : was === is ? 'changed' : `was ${was}`,
              open: () => void this.#open(ref, is ?? was ?? '', both),
            }),
          ),
          share,
        );
      return (await stream.result).notice;
    });
  }
}
