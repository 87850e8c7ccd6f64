import type { LinkStatus } from '../../../client/link.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

/** Age below which an unacknowledged entry is no news: it is on its way. */
export const unsentAfterMs = 2_000;
/** Gap after which a connection is not expected back at once. */
export const offlineAfterMs = 10_000;

export interface ConnectionSigns {
  /** Name of the host who is away while the session goes on; null while they are here. */
  absentHost: string | null;
  status: LinkStatus['is'];
  isHostWindow: boolean;
  isShared: boolean;
  mayEdit: boolean;
  /** Time without a connection; null while there is one. */
  lostForMs: number | null;
  unsent: number;
  oldestUnsentForMs: number | null;
}

type Words = Pick<StatusBarEntry, 'icon' | 'text' | 'ariaLabel' | 'tooltip'> & {
  kind: 'standard' | 'warning' | 'error';
};

/** Words about the text of somebody whose connection is lost: it is safe, and typing goes on. */
function keptInWords(mayEdit: boolean, isUnsent: boolean): string {
  if (isUnsent) return 'What is unsent is kept in this browser and goes out by itself. You can go on typing.';
  return mayEdit
    ? 'Nothing of yours is lost. You can go on typing.'
    : 'What you see is from before; this window goes on by itself.';
}

/** Status bar text about the connection, and the safety of my text. */
export function connectionWords(signs: ConnectionSigns): Words {
  const { status, lostForMs, unsent, oldestUnsentForMs } = signs;
  const late = oldestUnsentForMs !== null && oldestUnsentForMs > unsentAfterMs ? unsent : 0;
  const count = late > 0 ? `, ${late} unsent` : '';
  const say = (icon: string, label: string, tooltip: string, kind: Words['kind'] = 'standard'): Words => ({
    icon,
    text: `${label}${count}`,
    ariaLabel: `Connection: ${label}${count}`,
    tooltip,
    kind,
  });
  if (status === 'ended')
    return say('circle-slash', 'Ended', 'This session is over for you. You see its last state.', 'error');
  if (status !== 'online') {
    const kept = keptInWords(signs.mayEdit, late > 0);
    return lostForMs !== null && lostForMs > offlineAfterMs
      ? say(
          'debug-disconnect',
          signs.mayEdit ? 'Offline: your text is safe' : 'Offline',
          `The session cannot be reached. ${kept}`,
          'warning',
        )
      : say('sync~spin', 'Reconnecting', `The connection was lost; it is being made again. ${kept}`);
  }
  if (signs.absentHost !== null)
    return say(
      'debug-pause',
      'Host away',
      `${signs.absentHost}, who hosts this folder, is away. What is open can be edited; other files and saving wait.`,
      'warning',
    );
  const safe =
    late > 0
      ? 'Some of what you typed is not acknowledged yet; it is kept in this browser.'
      : 'All that you typed is safe.';
  if (!signs.isHostWindow)
    return signs.mayEdit
      ? say('broadcast', 'Shared', `You work in somebody else's folder. ${safe}`)
      : say('broadcast', 'Shared', "You look at somebody else's folder.");
  return signs.isShared
    ? say('broadcast', 'Shared', `This folder is shared: people with the link can ask to join. ${safe}`)
    : say('lock', 'Local', `Only you are in this folder. ${safe}`);
}
