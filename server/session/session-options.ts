import type { Environment } from '../../src/shared/core/environment.ts';
import type { Metrics } from '../../src/shared/metrics.ts';
import type { Body } from '../../src/shared/session/table.ts';
import type { ForwarderSettings } from '../calls/relay-settings.ts';
import type { Log } from '../log/log.ts';
import type { AccessStore } from './access.ts';

/** Means of a session on this server. */
export interface SessionOptions {
  id: string;
  log: Log;
  access: AccessStore;
  environment: Environment;
  /** Says whether a blob of this hash is here, whole. */
  hasBlob?: (hash: string) => boolean;
  /** Says whether this person has sent all of a blob that is here, also before the server was started. */
  sentBlob?: (hash: string, person: string) => boolean;
  /** Size of a blob that is here, in bytes. */
  blobBytes?: (hash: string) => Promise<number>;
  /** Keeps a checkpoint that is too large for a frame. */
  putBlob?: (bytes: Uint8Array) => Promise<string>;
  /** Reads the bytes of a blob, to be judged and for checkpoints. */
  getBlob?: (hash: string) => Promise<Uint8Array>;
  /** Called with messages about faults that only the operator can mend. Never gets a body or a secret. */
  report?: (message: string) => void;
  /** Drops document updates from the log once a checkpoint holds them. Off where a recording may be wanted. */
  trims?: boolean;
  /** Number of entries of one ref after which it gets a checkpoint. */
  checkpointEntries?: number;
  /** Number of entries of a segment, into which the oldest of the log are packed; without it nothing is. */
  segmentEntries?: number;
  /** Time for which history outside recordings is kept; null for ever. Without it, nothing is ever dropped. */
  historyMs?: () => number | null;
  /** Says whether a path is hidden from guests; without it, nothing is known of that here. */
  isHidden?: (path: string) => boolean;
  /** Told of a recording that was deleted, once that is in the log; `clears`: its stretch leaves at once. */
  onRecordingDeleted?: (recording: string, clears: boolean) => void;
  /** Told that history was cleared or cut, before the disk is scrubbed; with the documents that the session has now. */
  onHistoryLeft?: (documents: ReadonlySet<string>) => void;
  /** Names the relays of calls, with passwords for a person. Throws in words where they are set up wrongly. */
  relays?: (person: string, nowMs: number) => Body<'call.relaysTold'>;
  /** Names the server that forwards large calls, as it is set up now; null for none. */
  forwarder?: () => ForwarderSettings | null;
  metrics?: Metrics;
  /** Runs a task once everything that has arrived by now was read, so that it is written together. */
  soon?: (run: () => void) => void;
}
