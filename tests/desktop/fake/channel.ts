import { Peer } from '../lib/peer.ts';
import type { AppCalls, Machine, ScreenCalls } from '../lib/wire.ts';

/** The machine that this app believes to run on. */
export const machine = JSON.parse(process.env.ENSEMBLE_FAKE_MACHINE ?? '{}') as Machine;

/** Handlers of the test's calls; each file of the fake adds its own. */
export const handlers: Partial<AppCalls> = {};

/** The test, at the other end of this process's channel. */
export const screen = new Peer<ScreenCalls, AppCalls>(
  {
    send: (message) => process.connected && process.send?.(message),
    onMessage: (listener) => process.on('message', listener),
  },
  handlers as AppCalls,
);
// The app ends by itself, and not because nobody listens; a test that is gone ends it.
process.on('disconnect', () => process.exit(70));

/** Tells the test of something that happened outside the windows. */
export function note(kind: string, value: unknown = null): void {
  screen.call('note', kind, value).catch(() => undefined);
}

/** An event that can be turned down, as Electron hands them to listeners. */
export interface Refusable {
  defaultPrevented: boolean;
  preventDefault(): void;
}

/** Makes such an event, with what it tells. */
export function refusable<Facts extends object>(facts: Facts): Facts & Refusable {
  const event = {
    ...facts,
    defaultPrevented: false,
    preventDefault() {
      event.defaultPrevented = true;
    },
  };
  return event;
}
