import { SessionLocker } from '../../../client/locks/session-locker.ts';
import { documentAt } from '../../../shared/capabilities/documents/paths.ts';
import { newId } from '../../../shared/core/ids.ts';
import { isPlainPath } from '../../../shared/core/sight.ts';
import type { App } from '../../session/app.ts';
import { listNames } from '../../ui/words.ts';
import type { Card } from './board-model.ts';

/** Most files that are locked with a task. */
const mostLocks = 20;

const noteOf = ({ id }: Card) => `Task ${id}`.slice(0, 200);

/** Locks the files that a task names, and says which of them others have; patterns and folders have no locks. */
export async function lockPaths({ client, session, workbench }: App, card: Card): Promise<void> {
  const locker = new SessionLocker(client);
  const refused: string[] = [];
  const paths = (card.task?.paths ?? []).filter((path) => isPlainPath(path) && !/[*?[{]/.test(path));
  for (const path of paths.slice(0, mostLocks)) {
    const ref = documentAt(session.state, path);
    const lock = { id: newId(client.options.environment), section: null, untilMs: null, note: noteOf(card) };
    const outcome = await locker.acquire({ ...lock, ref, path: ref === null ? path : null });
    if (outcome.is === 'refused') refused.push(`${path} (${outcome.by.name})`);
  }
  if (refused.length > 0)
    void workbench.notifications.show('info', `You have this task; others have locked ${listNames(refused)}.`);
}

/** Gives up the locks that came with a task. */
export async function unlockPaths({ client }: App, card: Card): Promise<void> {
  const locker = new SessionLocker(client);
  for (const lock of locker.list()) if (lock.isMine && lock.note === noteOf(card)) await locker.release(lock.id);
}
