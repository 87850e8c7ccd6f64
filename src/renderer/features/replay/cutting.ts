import { type Asking, plural, whenWords } from './in-time.ts';

type Moment = { seq: number; atMs: number };
type Ends = { first: Moment; last: Moment };

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
    const stretch = this.#stretch();
    const { notifications } = this.#asking.app.workbench;
    if (stretch === null)
      return void notifications.show('info', 'Go to where the cut is to begin, and choose “Begin a Cut Here” first.');
    await this.#ask(stretch, {
      question: `Cut from ${this.#words(stretch)}?`,
      gone: 'Everything that was typed, shown and said in this time goes for good, from this recording, from others and from the session’s history. Its outcome stays: what is in the files after it.',
    });
  }

  /** Asks for a file or a terminal, and cuts what it showed, up to the shown moment or in all of the recording. */
  async cutOne(): Promise<void> {
    const { app, playing } = this.#asking;
    const timeline = playing.shown.get()?.timeline;
    const one = timeline && (await app.workbench.quickInput.pick(this.#choices(), { placeholder: 'Cut what?' }));
    if (!one) return;
    const chosen = this.#stretch();
    const whole = { first: { ...timeline.first, seq: Math.max(0, timeline.first.seq - 1) }, last: timeline.last };
    const when = chosen === null ? 'the whole recording' : `what was recorded from ${this.#words(chosen)}`;
    await this.#ask(
      chosen ?? whole,
      {
        question: `Cut ${one.name} out of ${when}?`,
        gone: `Everything that ${one.name} showed in this time goes for good, from this recording, from others and from the session’s history. Its name stays, and what has come of it by the end.`,
      },
      one.ref,
    );
  }

  #choices(): { label: string; icon: string; value: { ref: string; name: string } }[] {
    const { session, workbench, texts } = this.#asking.app;
    const { documents, terminals } = session.state;
    const active = workbench.editors.active();
    const here = (active && texts.refOf(active.key)) ?? null;
    const files = Object.entries(documents).map(([ref, { path, title }]) => ({ ref, name: path ?? title }));
    const sorted = files.sort((a, b) => Number(b.ref === here) - Number(a.ref === here) || (a.name < b.name ? -1 : 1));
    return [
      ...sorted.map((value) => ({ label: value.name, icon: 'file', value })),
      ...Object.entries(terminals).map(([ref, { title }]) => ({
        label: title,
        icon: 'terminal',
        value: { ref, name: `the terminal “${title}”` },
      })),
    ];
  }

  /** The stretch from where the cut was begun to the shown moment; null where there is none. */
  #stretch(): Ends | null {
    const [from, to] = [this.#from, this.#shown()];
    if (from === null || to === null || from.seq === to.seq) return null;
    return from.seq < to.seq ? { first: from, last: to } : { first: to, last: from };
  }

  #words({ first, last }: Ends): string {
    return `${whenWords(this.#asking, first.atMs)} to ${whenWords(this.#asking, last.atMs)}`;
  }

  async #ask(
    { first, last }: Ends,
    { question, gone }: { question: string; gone: string },
    ref?: string,
  ): Promise<void> {
    const { app } = this.#asking;
    const { notifications, dialogs } = app.workbench;
    const host = app.ownHost;
    // Its commands are those of windows that have a host of their own.
    if (host === null) return;
    const stretch = { after: first.seq, upTo: last.seq, ...(ref === undefined ? {} : { ref }) };
    try {
      const { standing } = await host.request('recordings.standing', stretch);
      const button = 'Cut for Good';
      const detail = [
        gone,
        ...standingWords(standing),
        'Files that were exported before have it still. This cannot be undone.',
      ];
      const answer = await dialogs.ask('warning', question, { detail, buttons: [button], careful: true });
      if (answer !== button) return;
      await notifications.withProgress('Cutting', () => host.request('recordings.cut', stretch));
      this.#from = null;
      notifications.status('It is cut. The recording is opened again.');
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
