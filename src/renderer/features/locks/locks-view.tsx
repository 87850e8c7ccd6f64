import './locks.css';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import type { App } from '../../session/app.ts';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { LockItem } from './lock-item.tsx';
import { traceInWords } from './lock-words.ts';
import type { Locking } from './locking.ts';
import type { LockMode, LocksModel } from './locks-model.ts';

/** Number of forced unlocks that are shown: the newest. */
const mostTraces = 10;

interface Props {
  app: App;
  model: LocksModel;
  locking: Locking;
}

/** View of the locks, their holders and their ends; and of forced unlocks. */
export function LocksView({ app, model, locking }: Props) {
  const { mode, locks, traces, nowMs } = useStore(model.store);
  const { session, workbench } = app;
  const mayLock = replicaMay(session.state, session.replica, 'edit');
  return (
    <div className="ensemble-rows">
      {mode !== 'off' && mayLock && (
        <div className="ensemble-rows-buttons">
          <Button icon="lock" secondary={locks.length > 0} onClick={() => void locking.lock('selection')}>
            Lock selection
          </Button>
          <Button secondary onClick={() => void locking.lock('file')}>
            Lock file
          </Button>
          <Button secondary onClick={() => void locking.lockPattern()}>
            Lock files…
          </Button>
        </div>
      )}
      <RowList label="Locks">
        {locks.map((lock) => (
          <LockItem
            key={lock.id}
            lock={lock}
            nowMs={nowMs}
            colorIndex={session.state.participants[lock.person]?.colorIndex ?? 0}
            onShow={() => void (lock.path !== null && workbench.editors.reveal(lock.path, lock.lines?.start ?? 1))}
            onUnlock={mayLock ? () => void (lock.isMine ? locking.unlock(lock) : locking.forceUnlock(lock)) : null}
          />
        ))}
      </RowList>
      {locks.length === 0 && <p className="ensemble-rows-empty">{emptyWords(mode, mayLock)}</p>}
      {traces.length > 0 && (
        <>
          <h3 className="ensemble-locks-heading">Unlocked by force</h3>
          {/* biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from lists without markers. */}
          <ul role="list" aria-label="Unlocked by force">
            {traces
              .slice(-mostTraces)
              .toReversed()
              .map((trace) => (
                <li key={trace.lock.id} className="ensemble-lock-trace">
                  {traceInWords(trace)} <span className="ensemble-row-quiet">{agoInWords(trace.atMs, nowMs)}</span>
                </li>
              ))}
          </ul>
        </>
      )}
    </div>
  );
}

function emptyWords(mode: LockMode, mayLock: boolean): string {
  if (mode === 'off')
    return 'A lock tells the others what you are working on, and asks them before they edit there. Only you are here: share this folder first.';
  return mayLock
    ? 'Nothing is locked. Lock what you are working on, and the others are asked before they edit there.'
    : 'Nothing is locked.';
}
