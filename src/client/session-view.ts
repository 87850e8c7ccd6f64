import type { SessionState } from '../shared/session/state.ts';
import type { Documents } from './documents.ts';
import type { Emitter } from './emitter.ts';
import type { LinkStatus } from './link.ts';
import type { SessionEvents } from './session-client-options.ts';

/**
 * A session as it is looked at: state, texts, people, events and time. Features that show something take this and never
 * the client, so that a session of the past can be shown by the same features.
 */
export interface SessionView {
  readonly state: SessionState;
  /** The seq up to which everything of interest is in the state. */
  readonly applied: number;
  /** The person and the replica that look; null for nobody of the session. */
  readonly person: string | null;
  readonly replica: string;
  readonly status: LinkStatus;
  readonly events: Pick<Emitter<SessionEvents>, 'on'>;
  readonly documents: Pick<Documents, 'open' | 'get' | 'close'>;
  /** The session's time. */
  nowMs(): number;
}
