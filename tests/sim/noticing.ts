import type { HostActor } from './cast.ts';

interface Noticing {
  readonly hostAlive: boolean;
  readonly host: HostActor | null;
  /** Numbers of changes by path that the host is still taking in. */
  readonly unsettled: Map<string, number>;
}

/** Tells the host of a change on the disk. */
export function noticed({ hostAlive, host, unsettled }: Noticing, path: string): void {
  if (!hostAlive) return;
  unsettled.set(path, (unsettled.get(path) ?? 0) + 1);
  void host?.keeper
    .diskChanged(path)
    .catch(() => undefined)
    .finally(() => unsettled.set(path, (unsettled.get(path) ?? 1) - 1));
}
