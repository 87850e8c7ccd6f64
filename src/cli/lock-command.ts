import { SessionLocker } from '../client/locks/session-locker.ts';
import { SharedLocks } from '../client/sdk/shared-locks.ts';
import type { SessionClient } from '../client/session-client.ts';
import type { HeldLock } from '../shared/capabilities/locks/held-lock.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import type { Command } from './command.ts';
import { output } from './output.ts';
import { askedToEnd } from './signals.ts';
import { visit } from './visit.ts';

const lockedByOther = 5;

const untilOf = ({ untilMs }: HeldLock) => (untilMs === null ? null : new Date(untilMs).toISOString());

function list(client: SessionClient, isJson: boolean): number {
  const rows = new SessionLocker(client).list().map((lock) => {
    const { id, path, pattern, lines, name, note } = lock;
    return { id, path: path ?? pattern ?? null, lines, by: name, until: untilOf(lock), note };
  });
  if (isJson) output.text(JSON.stringify(rows, null, 2));
  else
    for (const { path, lines, by, until, note } of rows)
      output.fields([lines ? `${path}:${lines.start}-${lines.end}` : (path ?? ''), by, until ?? '', note]);
  return 0;
}

/** `ensemble lock LINK [PATH]`. */
export const lockCommand: Command = {
  async run([link, path], values) {
    const minutes = Number(values.minutes);
    if (!(minutes > 0 && minutes <= 24 * 60))
      throw new EnsembleError('bad-request', 'Minutes are a number above 0, up to 1440.');
    return visit(link, values, async (client) => {
      if (path === undefined) return list(client, values.json === true);
      const locks = new SharedLocks(client);
      if (values.release) {
        const own = locks.list().filter((each) => each.isMine && each.path === path);
        for (const { id } of own) await locks.release(id);
        const released = own.length;
        output.text(values.json ? JSON.stringify({ released }) : `${released} given up`);
        return 0;
      }
      // From before the lock is held: it may be ended as soon as others see the lock.
      const ended = values.hold ? askedToEnd() : null;
      const outcome = await locks.acquire(path, { forMs: minutes * 60_000, note: values.note as string });
      if ('by' in outcome) {
        const { name, note } = outcome.by;
        const until = untilOf(outcome.by);
        if (values.json) output.text(JSON.stringify({ is: 'refused', by: name, until, note }));
        output.problem(`${name} has locked ${path}${until === null ? '' : ` until ${until}`}: ask them, or wait.`);
        return lockedByOther;
      }
      output.text(values.json ? JSON.stringify({ is: 'held', lock: outcome.id }) : `locked ${path}`);
      if (ended) {
        await ended;
        await locks.release(outcome.id);
      }
      return 0;
    });
  },
};
