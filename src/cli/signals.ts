import { shellMessage } from '../shared/desktop/host-messages.ts';

/** Resolves when this process is asked to end: by a signal, or because the process that started it is gone. */
export function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => resolve());
    process.once('disconnect', () => resolve());
    process.on('message', (message) => {
      if (shellMessage.safeParse(message).success) resolve();
    });
  });
}
