import { shellMessage } from '../shared/desktop/host-messages.ts';

/** Resolves when this process is asked to end: by a signal, or because the process that started it is gone. */
export function askedToEnd(): Promise<void> {
  return new Promise((resolve) => {
    const onMessage = (message: unknown) => {
      if (shellMessage.safeParse(message).success) end();
    };
    const end = () => {
      // A channel with a listener would keep this process alive when all else has ended.
      process.off('message', onMessage).off('disconnect', end);
      resolve();
    };
    for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, end);
    process.on('message', onMessage).once('disconnect', end);
  });
}
