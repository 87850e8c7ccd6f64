import type { Locker } from '../../shared/capabilities/locks/locker.ts';

const nothing = () => undefined;

/** Locker of somebody who is alone: locks nothing, and costs nothing. */
export const noLocker: Locker = {
  list: () => [],
  traces: () => [],
  acquire: async () => ({ is: 'off' }),
  release: async () => undefined,
  steal: async () => undefined,
  onChanged: () => nothing,
  onLost: () => nothing,
};
