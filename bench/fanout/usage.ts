import { readFileSync } from 'node:fs';
import type { Usage } from './messages.ts';

function waitedUs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1000;
  } catch {
    return 0;
  }
}

/** Measures the resources of this process since it began. */
export function usageNow(): Usage {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  return { is: 'usage', cpuUs: user + system, rssBytes, waitedUs: waitedUs(), atMs: performance.now() };
}

/** Tells the port to the process that started this server, and its usage at each request. */
export function serveUsage(port: number): void {
  process.on('message', ({ is }: { is: string }) => {
    if (is === 'usage') process.send?.(usageNow());
  });
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  process.send?.({ is: 'listening', port });
}
