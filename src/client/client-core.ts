import type { ClientFrame } from '../shared/core/frames.ts';
import type { SessionState } from '../shared/session/state.ts';
import type { Body, KindName } from '../shared/session/table.ts';
import type { Emitter } from './emitter.ts';
import type { OutboxItem } from './outbox.ts';
import type { SessionClientOptions, SessionEvents } from './session-client-options.ts';

/** A client as the things that it follows see it: its state, its outbox and its subscriptions. */
export interface ClientCore {
  readonly options: SessionClientOptions;
  readonly state: SessionState;
  readonly applied: number;
  readonly person: string | null;
  readonly replica: string;
  readonly events: Emitter<SessionEvents>;
  /** Entries that the log has not acknowledged. */
  readonly unsent: readonly OutboxItem[];
  readonly onThrow: (thrown: unknown) => void;
  publish<K extends KindName>(kind: K, body: Body<K>, ref?: string | null): Promise<void>;
  publishAll(all: readonly { kind: KindName; body: unknown; ref: string | null }[]): Promise<void>;
  isWaitingOn(ref: string): boolean;
  /**
   * Subscribes to a ref with its past, or to refs without theirs, or asks for a page; what comes of this carries the subscription's number.
   */
  subscribe(frame: Extract<ClientFrame, { t: 'subscribe' | 'page' | 'resume' }>): void;
  unsubscribe(ref: string): void;
}
