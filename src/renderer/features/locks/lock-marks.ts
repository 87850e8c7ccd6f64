import type { HeldLock } from '../../../shared/capabilities/locks/held-lock.ts';
import { stemsOf } from '../../../shared/capabilities/locks/lock-pattern.ts';
import type { App } from '../../session/app.ts';
import type { FileBadge } from '../../workbench/index.ts';
import { hoverOf } from './lock-words.ts';
import type { LocksModel } from './locks-model.ts';

/** Paths that the explorer marks: a lock's file, or the folders that its pattern begins with. */
function shownAt({ path, pattern }: HeldLock): string[] {
  if (pattern !== undefined) return stemsOf(pattern).filter((stem) => stem !== '');
  return path === null ? [] : [path];
}

/** Shows locks where people work: on their lines, in the explorer and on the tabs. */
export function showMarks({ workbench, session }: App, model: LocksModel): void {
  const marked = new Set<string>();
  const colourOf = ({ person }: HeldLock) => session.state.participants[person]?.colorIndex ?? 0;

  const draw = (key: string) => {
    const text = workbench.models.get(key);
    const locks = text ? model.locksIn(key) : [];
    if (locks.length === 0 && !marked.delete(key)) return;
    if (locks.length > 0) marked.add(key);
    const lastLine = locks.length > 0 ? (text?.getValue().split('\n').length ?? 1) : 1;
    const marks = locks.map((lock) => ({
      startLine: Math.min(lock.lines?.start ?? 1, lastLine),
      endLine: Math.min(lock.lines?.end ?? lastLine, lastLine),
      colorIndex: colourOf(lock),
      hover: hoverOf(lock),
      kind: 'lock' as const,
    }));
    workbench.editors.setLineMarks('locks', key, marks);
  };

  const drawAll = () => {
    const { locks } = model.store.get();
    const badges = new Map<string, FileBadge>();
    for (const lock of locks) {
      for (const path of shownAt(lock)) {
        const tooltip = [badges.get(path)?.tooltip ?? [], hoverOf(lock)].flat();
        const colour = lock.isMine ? badges.get(path)?.colour : 'list.deemphasizedForeground';
        badges.set(path, { icon: 'lock', tooltip, ...(colour === undefined ? {} : { colour }) });
      }
    }
    workbench.fileBadges.set('locks', badges);
    for (const key of new Set([...marked, ...workbench.editors.visible().map((editor) => editor.key)])) draw(key);
  };

  void workbench.ready.then(() => {
    model.store.subscribe(drawAll);
    workbench.editors.onVisibleChanged(drawAll);
    drawAll();
  });
}
