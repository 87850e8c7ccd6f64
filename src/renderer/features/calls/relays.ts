import { everybodysCall } from '../../../shared/capabilities/calls/calls-state.ts';
import type { CallBody } from '../../../shared/capabilities/calls/kinds.ts';
import { serverReplica } from '../../../shared/core/ids.ts';
import { decodeBody } from '../../../shared/session/table.ts';
import type { App } from '../../session/app.ts';

const answerMs = 10_000;
/** Part of a password's lifetime after which the next one is asked for. */
const renewedAfter = 0.8;
/** Least time between two questions that a refusal of a relay leads to. */
const pauseMs = 30_000;

/** Makes what the browser's connections are built with. */
export function configurationOf({ servers, relayOnly }: CallBody<'call.relaysTold'>): RTCConfiguration {
  return {
    iceServers: servers.map(({ urls, username, credential }) => ({
      urls,
      ...(username !== undefined && { username }),
      ...(credential !== undefined && { credential }),
    })),
    iceTransportPolicy: relayOnly ? 'relay' : 'all',
  };
}

/** Asks the session server for the relays of calls. Rejects in words. */
function askForRelays({ client }: App): Promise<CallBody<'call.relaysTold'>> {
  return new Promise((resolve, reject) => {
    const stops = [
      client.events.on('peer', ({ kind, by, body }) => {
        if (kind === 'call.relaysTold' && by === serverReplica) end(() => resolve(decodeBody(kind, body)));
      }),
      client.events.on('refused', ({ kind, message }) => {
        if (kind === 'call.relaysAsked') end(() => reject(new Error(message)));
      }),
    ];
    const timer = setTimeout(
      () => end(() => reject(new Error('The session server does not answer now: join the call again in a moment.'))),
      answerMs,
    );
    const end = (settle: () => void) => {
      clearTimeout(timer);
      for (const stop of stops) stop();
      settle();
    };
    client
      .sendDirect('call.relaysAsked', {}, serverReplica, everybodysCall)
      .catch((thrown) => end(() => reject(thrown)));
  });
}

/** Relays of the session's calls, which are asked for again before their passwords end. */
export class Relays {
  readonly #app: App;
  readonly #renewed: (configuration: RTCConfiguration) => void;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #askedMs = 0;
  #isClosed = false;

  constructor(app: App, renewed: (configuration: RTCConfiguration) => void) {
    this.#app = app;
    this.#renewed = renewed;
  }

  /** Gives the configuration of now. Rejects in words. */
  async first(): Promise<RTCConfiguration> {
    this.#askedMs = performance.now();
    const told = await askForRelays(this.#app);
    if (told.validMs !== null && !this.#isClosed)
      this.#timer = setTimeout(() => void this.#renew(), Math.min(told.validMs * renewedAfter, 2 ** 31 - 1));
    return configurationOf(told);
  }

  /** Asks anew where a relay has turned a password down: it may have ended while this computer slept. */
  turnedDown(): void {
    if (performance.now() - this.#askedMs > pauseMs) void this.#renew();
  }

  async #renew(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    try {
      const configuration = await this.first();
      if (!this.#isClosed) this.#renewed(configuration);
    } catch {
      // Ways that stand go on; the next try comes with the next need of a relay.
      if (!this.#isClosed) this.#timer = setTimeout(() => void this.#renew(), pauseMs);
    }
  }

  close(): void {
    this.#isClosed = true;
    if (this.#timer !== null) clearTimeout(this.#timer);
  }
}
