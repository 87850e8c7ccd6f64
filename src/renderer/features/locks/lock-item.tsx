import type { HeldLock } from '../../../shared/capabilities/locks/held-lock.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { personColour } from '../../workbench/index.ts';
import { clockTime, linesInWords, placeInWords } from './lock-words.ts';

interface Props {
  lock: HeldLock;
  colorIndex: number;
  nowMs: number;
  onShow: () => void;
  /** Null where I may not. */
  onUnlock: (() => void) | null;
}

/** One lock: a click goes there. */
export function LockItem({ lock, colorIndex, nowMs, onShow, onUnlock }: Props) {
  const who = lock.isMine ? `${lock.name} (you)` : lock.name;
  const time = lock.untilMs === null ? `since ${clockTime(lock.sinceMs)}` : `until ${clockTime(lock.untilMs)}`;
  const button = lock.isMine ? 'Unlock' : 'Force unlock';
  const name = lock.pattern ?? lock.path?.split('/').at(-1) ?? 'Untitled';
  return (
    <li className="ensemble-row" aria-label={`${placeInWords(lock)}, locked by ${who}, ${time}`}>
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Go to ${placeInWords(lock)}`}
        title={`${lock.path ?? name} · locked ${agoInWords(lock.sinceMs, nowMs)}`}
        onClick={onShow}
      >
        <Avatar name={lock.name} colour={personColour(colorIndex)} />
        <span className="ensemble-row-words">
          <span>
            {name}{' '}
            <span className="ensemble-row-quiet">
              {lock.pattern === undefined ? linesInWords(lock.lines) : 'all that fits'}
            </span>
          </span>
          <span className="ensemble-row-quiet">
            <bdi>{who}</bdi> · {time}
          </span>
          {lock.note !== '' && <span className="ensemble-row-quiet">{lock.note}</span>}
        </span>
      </button>
      {onUnlock && (
        <button type="button" className="ensemble-row-button" onClick={onUnlock}>
          {button}
        </button>
      )}
    </li>
  );
}
