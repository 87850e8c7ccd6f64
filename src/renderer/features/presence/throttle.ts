import type { Environment, TimerHandle } from '../../../shared/core/environment.ts';

/** Throttles `work`: the function runs it at once, and at most once in `pauseMs`; the last call is never lost. */
export function throttle(environment: Environment, pauseMs: number, work: () => void): () => void {
  let lastMs = Number.NEGATIVE_INFINITY;
  let timer: TimerHandle | null = null;
  const run = () => {
    timer = null;
    lastMs = environment.nowMs();
    work();
  };
  return () => {
    if (timer !== null) return;
    const waitMs = lastMs + pauseMs - environment.nowMs();
    if (waitMs <= 0) run();
    else timer = environment.setTimer(run, waitMs);
  };
}
