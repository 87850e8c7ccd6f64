import type { ReplayClient } from '../../../client/replay-client.ts';
import type { WindowView } from '../../../shared/capabilities/recording/kinds.ts';
import { readBody } from '../../../shared/session/table.ts';

/** Views of people’s windows at the shown moment of a recording. */
export class RecordedViews {
  readonly #recording: ReplayClient;
  readonly #views = new Map<string, WindowView>();
  #asked = 0;
  /** Called when some of it changes. */
  onChanged: () => void = () => undefined;

  constructor(recording: ReplayClient) {
    this.#recording = recording;
    recording.events.on('entry', ({ kind, by, body }) => {
      if (kind !== 'recording.viewed') return;
      const view = readBody(kind, body);
      if (!view) return;
      this.#views.set(by, view);
      this.onChanged();
    });
    recording.events.on('rewound', () => void this.#ask());
  }

  /** Gives the view of a window; null where the recording has none by then. */
  of(replica: string | null): WindowView | null {
    return this.#views.get(replica ?? '') ?? null;
  }

  /** Asks for the views of another moment; of several questions, the answer to the last counts. */
  async #ask(): Promise<void> {
    const asked = ++this.#asked;
    this.#views.clear();
    // A connection that is lost meanwhile asks again when it is back.
    const answer = await this.#recording.request('replay.views', {}).catch(() => null);
    if (asked !== this.#asked || answer === null) return;
    for (const { replica, view } of answer.views) if (!this.#views.has(replica)) this.#views.set(replica, view);
    this.onChanged();
  }
}
