import type { SessionClient } from '../../client/session-client.ts';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Says why a long start waits; `server` is the session server's address. Returns a function that stops it. */
export function tellWaiting({ events }: SessionClient, server: string, report: (words: string) => void): () => void {
  let told = '';
  return events.on('status', (status) => {
    const isNews = status.is === 'waiting' || (status.is === 'offline' && !status.isRefused);
    const words =
      status.is === 'waiting' ? status.message : `The session server ${server} cannot be reached; trying again…`;
    if (!isNews || words === told) return;
    told = words;
    report(words);
  });
}

/** Rejects, with `not-permitted`, when the session server does not let this host in: no waiting mends that. */
export function untilRefused({ events }: SessionClient, server: string): Promise<never> {
  return new Promise((_, reject) => {
    events.on('status', (status) => {
      if (status.is !== 'offline' || !status.isRefused) return;
      const words = `The session server ${server} does not let this host in: its host token is wrong. Give the link that \`ensemble serve\` printed at its first start, with --server.`;
      reject(new EnsembleError('not-permitted', words));
    });
  });
}
