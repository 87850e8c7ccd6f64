import type { FileAct } from '../../shared/capabilities/file-proposals/kinds.ts';

/** Says what somebody suggests to do with a file: “suggests …”. */
export function fileActWords(act: FileAct): string {
  if (act.is === 'move') return `moving ${act.from} to ${act.to}`;
  return act.is === 'create' ? `a new file, ${act.path}` : `deleting ${act.path}`;
}

/** File that an act begins with. */
export function fileOfAct(act: FileAct): string {
  return act.is === 'move' ? act.from : act.path;
}
