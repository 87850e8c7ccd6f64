import type { Dial } from '../../src/client/link.ts';
import { MemoryOutbox } from '../../src/client/outbox.ts';
import { ReplayClient } from '../../src/client/replay-client.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';

/** Makes the client of somebody who watches a recording, not started yet. */
export function replayViewer(dial: Dial): ReplayClient {
  return new ReplayClient({
    dial,
    environment: nodeEnvironment,
    outbox: new MemoryOutbox(),
    replica: newId(nodeEnvironment),
    name: 'Viewer',
    purpose: 'window',
  });
}
