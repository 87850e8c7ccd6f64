import { hostname, networkInterfaces } from 'node:os';

/** Age after which the machine's addresses are looked up again: they change with its network. */
const freshMs = 2_000;

/**
 * Gives the names and addresses under which this machine may be called, and the given ones, as they are at each call.
 */
export function machineNames(given: readonly string[]): () => readonly string[] {
  let names: readonly string[] = [];
  let readMs = Number.NEGATIVE_INFINITY;
  return () => {
    const nowMs = performance.now();
    if (nowMs - readMs < freshMs) return names;
    readMs = nowMs;
    const addresses = Object.values(networkInterfaces()).flatMap((all) => (all ?? []).map(({ address }) => address));
    const own = hostname();
    names = [...given, 'localhost', '127.0.0.1', '::1', own, `${own}.local`, ...addresses];
    return names;
  };
}
