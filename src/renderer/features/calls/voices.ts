/** Plays what others say: sound belongs to the call, and goes on whatever view is open. */
export class Voices {
  readonly #elements = new Map<string, { element: HTMLAudioElement; track: MediaStreamTrack }>();
  #speaker: string | null = null;
  /** Called when the browser plays nothing before the person has pressed something. */
  onBlocked: () => void = () => undefined;

  /** Plays exactly these tracks, by key. */
  play(tracks: ReadonlyMap<string, MediaStreamTrack>): void {
    for (const [key, { element, track }] of this.#elements) {
      if (tracks.get(key) === track) continue;
      element.srcObject = null;
      element.remove();
      this.#elements.delete(key);
    }
    for (const [key, track] of tracks) if (!this.#elements.has(key)) this.#begin(key, track);
  }

  #begin(key: string, track: MediaStreamTrack): void {
    const element = document.createElement('audio');
    element.srcObject = new MediaStream([track]);
    element.dataset.ensembleVoice = key;
    document.body.append(element);
    this.#elements.set(key, { element, track });
    this.#route(element);
    this.#start(element);
  }

  #start(element: HTMLAudioElement): void {
    element.play().catch((thrown: unknown) => {
      if (thrown instanceof DOMException && thrown.name === 'NotAllowedError') this.onBlocked();
    });
  }

  /** Plays through another speaker, where the browser can. */
  through(speaker: string | null): void {
    this.#speaker = speaker;
    for (const { element } of this.#elements.values()) this.#route(element);
  }

  #route(element: HTMLAudioElement): void {
    if ('setSinkId' in element) void element.setSinkId(this.#speaker ?? '').catch(() => undefined);
  }

  close(): void {
    this.play(new Map());
  }
}
