import type { SessionClient } from '../../client/session-client.ts';
import { treeLimits } from '../../shared/capabilities/recording/kinds.ts';
import { isRecorded } from '../../shared/capabilities/recording/recording-state.ts';

interface Parts {
  client: Pick<SessionClient, 'events' | 'state' | 'publish'>;
  /** Lists the files that guests may see, at most so many; `limitHit`: there are more. */
  list: (most: number) => Promise<{ paths: string[]; limitHit: boolean }>;
  /** Packs the first of them, as many as an entry takes. */
  pack: (paths: readonly string[]) => { packed: Uint8Array; count: number };
  report: (message: string) => void;
}

/** Lists the folder's files into each recording as it begins, or goes on: also those that nobody opens. */
export function listTrees({ client, list, pack, report }: Parts) {
  let was = false;
  let stop: () => void = () => undefined;
  const tell = async () => {
    const { paths, limitHit } = await list(treeLimits.paths);
    const { recording, host } = client.state;
    if (recording === null || host === null || !isRecorded(client.state)) return;
    const { packed, count } = pack(paths);
    const isWhole = !limitHit && count === paths.length;
    await client.publish('tree.listed', { term: host.term, packed, isWhole }, recording.ref);
  };
  const look = () => {
    const is = isRecorded(client.state);
    const isNew = is && !was;
    was = is;
    if (isNew)
      tell().catch((thrown: unknown) => report(`listing the folder for a recording failed: ${String(thrown)}`));
  };
  return {
    start: () => {
      stop = client.events.on('state', look);
      look();
    },
    close: () => stop(),
  };
}
