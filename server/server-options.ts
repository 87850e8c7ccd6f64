import type { Environment } from '../src/shared/core/environment.ts';
import type { Metrics } from '../src/shared/metrics.ts';
import type { Report } from '../src/shared/report.ts';
import type { RelayFile } from './calls/relay-file.ts';

export interface SessionServerOptions {
  /** Folder of the log, the tickets and the blobs. */
  dataFolder: string;
  environment: Environment;
  report: Report;
  metrics?: Metrics;
  /** Drops entries that checkpoints stand for. Off by default: then any session can be replayed. */
  trims?: boolean;
  /** Time for which history outside recordings is kept; null for ever. Without it, nothing is ever dropped. */
  historyMs?: () => number | null;
  /** Says whether a path is hidden from guests, where the sessions here are of one host in this process. */
  isHidden?: (path: string) => boolean;
  /** Servers for calls, of the operator's own; none by default. */
  relays?: RelayFile;
}
