import { type Asking, plural, whenWords } from './in-time.ts';

type Moment = { seq: number; atMs: number };

/** Most files that a question names. */
const mostNamed = 8;

/** Takes a stretch out of the session and its recordings for good, between two moments that a viewer chooses. */
export class Cutting {
  readonly #asking: Asking;
  #from: Moment | null = null;

  constructor(asking: Asking) {
    this.#asking = asking;
  }

  /** Remembers the shown moment as one end. */
  begin(): void {
    const moment = this.#shown();
    if (moment === null) return;
    this.#from = moment;
    const { notifications } = this.#asking.app.workbench;
    notifications.status(`The cut begins at ${whenWords(this.#asking, moment.atMs)}. Go to its end, and cut.`);
  }

  #shown(): Moment | null {
    return this.#asking.playing.shown.get()?.moment ?? null;
  }

  /** Names everything that a cut up to the shown moment would leave, asks, and cuts. */
  async cut(): Promise<void> {
    const { app } = this.#asking;
    const { notifications, dialogs } = app.workbench;
    const [from, to] = [this.#from, this.#shown()];
    if (app.ownHost === null)
      return void notifications.show('info', 'A file cannot be cut: cut the recording itself, and export it again.');
    if (from === null || to === null || from.seq === to.seq)
      return void notifications.show('info', 'Go to where the cut is to begin, and choose “Begin a Cut Here” first.');
    const [first, last] = from.seq < to.seq ? [from, to] : [to, from];
    const stretch = { after: first.seq, upTo: last.seq };
    try {
      const { standing } = await app.ownHost.request('recordings.standing', stretch);
      const button = 'Cut for Good';
      const detail = [
        'Everything that was typed, shown and said in this time goes for good, from this recording, from others and from the session’s history. Its outcome stays: what is in the files after it.',
        ...standingWords(standing),
        'Files that were exported before have it still. This cannot be undone.',
      ];
      const question = `Cut from ${whenWords(this.#asking, first.atMs)} to ${whenWords(this.#asking, last.atMs)}?`;
      const answer = await dialogs.ask('warning', question, { detail, buttons: [button], careful: true });
      if (answer !== button) return;
      await notifications.withProgress('Cutting', () => app.ownHost!.request('recordings.cut', stretch));
      this.#from = null;
      notifications.status('The stretch is cut. The recording is opened again.');
      location.reload();
    } catch (thrown) {
      void notifications.show('error', `Nothing was cut: ${(thrown as Error).message}`);
    }
  }
}

/** Names the text that a cut leaves. */
function standingWords(standing: readonly { path: string; characters: number }[]): string[] {
  if (standing.length === 0) return ['Nothing that was typed in it stands in a file at its end.'];
  const named = standing
    .slice(0, mostNamed)
    .map(({ path, characters }) => `${path} (${plural(characters, 'character')})`);
  const more = standing.length > mostNamed ? ` and ${plural(standing.length - mostNamed, 'other file')}` : '';
  return [
    `Typed in it, and still there at its end, in ${named.join(', ')}${more}: that stays, in the recording after the cut too. Delete it first, and cut up to after that, to take it out.`,
  ];
}
