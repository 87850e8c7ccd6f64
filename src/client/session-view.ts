import type { SessionState } from '../shared/session/state.ts';
import type { Documents } from './documents.ts';
import type { Emitter } from './emitter.ts';
import type { FollowedRefs } from './followed-refs.ts';
import type { LinkStatus } from './link.ts';
import type { SessionEvents } from './session-client-options.ts';

/**
 * Read-only view of a session: state, texts, people, events and time. Features that show something take this and never
 * the client, so that they can show a session of the past as well.
 */
export interface SessionView {
  readonly state: SessionState;
  /** Seq up to which everything of interest is in the state. */
  readonly applied: number;
  /** Person and replica of the viewer; null for nobody of the session. */
  readonly person: string | null;
  readonly replica: string;
  readonly status: LinkStatus;
  readonly events: Pick<Emitter<SessionEvents>, 'on'>;
  readonly documents: Pick<Documents, 'open' | 'get' | 'close'>;
  readonly followed: Pick<FollowedRefs, 'follow' | 'page'>;
  /** Time of the session. */
  nowMs(): number;
}
