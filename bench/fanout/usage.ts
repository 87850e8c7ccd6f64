import { readFileSync } from 'node:fs';
import type { Usage } from './messages.ts';

function waitedUs(): number {
  try {
    return Number(readFileSync('/proc/self/schedstat', 'utf8').split(' ')[1]) / 1000;
  } catch {
    return 0;
  }
}

/** What this process has used since it began. */
export function usageNow(): Usage {
  const { user, system } = process.cpuUsage();
  const rssBytes = process.memoryUsage.rss();
  return { is: 'usage', cpuUs: user + system, rssBytes, waitedUs: waitedUs(), atMs: performance.now() };
}

/** Tells the port to the one who started this server, and what it has used whenever that is asked. */
export function serveUsage(port: number): void {
  process.on('message', ({ is }: { is: string }) => {
    if (is === 'usage') process.send?.(usageNow());
  });
  process.once('disconnect', () => process.exit(0));
  process.once('SIGTERM', () => process.exit(0));
  process.send?.({ is: 'listening', port });
}
