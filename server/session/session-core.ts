import type { Entry } from '../../src/shared/core/entry.ts';
import type { Environment } from '../../src/shared/core/environment.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import type { Body, KindName } from '../../src/shared/session/table.ts';
import type { Log, UsedUp } from '../log/log.ts';
import type { Connection } from './connection.ts';
import type { EntryRules } from './entry-rules.ts';
import type { LogFacts } from './log-facts.ts';
import type { SessionOptions } from './session-options.ts';
import type { Turns } from './turns.ts';

/** A session as its parts see it: its state and its order, and none of the other parts. */
export interface SessionCore {
  readonly id: string;
  readonly options: SessionOptions;
  readonly environment: Environment;
  readonly log: Log;
  /** State after everything that was committed. */
  readonly state: SessionState;
  readonly head: number;
  readonly isClosed: boolean;
  readonly connections: ReadonlySet<Connection>;
  readonly entryRules: EntryRules;
  readonly facts: LogFacts;
  readonly turns: Turns;
  /** True while all that came in is committed. */
  readonly isSettled: boolean;
  /** Resolves once all that came in by now is committed, whatever comes in behind it; also where it never will be. */
  caughtUp(): Promise<void>;
  /** Resolves when nothing is left that came in, also meanwhile. */
  settled(): Promise<void>;
  /** Writes an entry of the server's own. */
  write<K extends KindName>(kind: K, body: Body<K>, ref?: string | null, usedUp?: UsedUp | null): void;
  /** Puts an accepted entry into the next batch. */
  enqueue(entry: Entry, usedUp?: UsedUp | null): void;
  /** Hands an entry that is not kept to its receiver; false where that is not here. */
  relay(entry: Entry): boolean;
  /** Reports an error on our side, and closes the connection. */
  trouble(connection: Connection, thrown: unknown): void;
  catchUp(connection: Connection): void;
  noteJoined(connection: Connection): void;
  mayHear(connection: Connection, ref: string): boolean;
}
