import type { StolenLock } from '../../shared/capabilities/locks/held-lock.ts';
import type { TimerHandle } from '../../shared/core/environment.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { FileLocker, type FileLockerOptions } from './file-locker.ts';

type LockMethod = 'locks.list' | 'locks.acquire' | 'locks.release' | 'locks.steal';

/** Time without a request after which a window is gone, and its locks with it. */
const silenceMs = 60_000;
/** Time in which a loss is told to every window that asks. */
const toldMs = 60_000;

/** Makes the handlers for lock files of the host's own windows. Costs nothing until one of them asks. */
export function createLockService(options: FileLockerOptions): Handlers<LockMethod> {
  const { environment } = options;
  const locker = new FileLocker(options);
  let lost: { loss: StolenLock; untilMs: number }[] = [];
  let timer: TimerHandle | null = null;
  locker.onLost((loss) => lost.push({ loss, untilMs: environment.nowMs() + toldMs }));
  const someoneIsThere = () => {
    if (timer !== null) environment.clearTimer(timer);
    const isHolding = locker.list().some(({ isMine }) => isMine);
    timer = isHolding ? environment.setTimer(() => void locker.close().catch(() => undefined), silenceMs) : null;
  };
  return {
    'locks.list': async () => {
      await locker.refresh();
      someoneIsThere();
      lost = lost.filter(({ untilMs }) => untilMs > environment.nowMs());
      return { locks: [...locker.list()], traces: [...locker.traces()], lost: lost.map(({ loss }) => loss) };
    },
    'locks.acquire': async ({ id, path, lines, untilMs, note }) => {
      const section = lines && { selection: null, lines };
      const outcome = await locker.acquire({ id, ref: null, path, section, untilMs, note });
      someoneIsThere();
      return { by: outcome.is === 'refused' ? outcome.by : null };
    },
    'locks.release': async ({ id }) => {
      await locker.release(id);
      return {};
    },
    'locks.steal': async ({ id, reason }) => {
      await locker.steal(id, reason);
      return {};
    },
  };
}
