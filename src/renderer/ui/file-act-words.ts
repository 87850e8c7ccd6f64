import type { FileAct } from '../../shared/capabilities/file-proposals/kinds.ts';

/** Says what somebody suggests to do with a file: “suggests …”. */
export function fileActWords(act: FileAct): string {
  if (act.is === 'move') return `moving ${act.from} to ${act.to}`;
  if (act.is === 'createFolder') return `a new folder, ${act.path}`;
  if (act.is === 'create') return `a new file, ${act.path}`;
  return act.of === 'folder' ? `deleting the folder ${act.path} with all that is in it` : `deleting ${act.path}`;
}

/** File that an act begins with. */
export function fileOfAct(act: FileAct): string {
  return act.is === 'move' ? act.from : act.path;
}
