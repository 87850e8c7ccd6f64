import { findConflicts } from '../../../shared/text/conflict-markers.ts';
import type { Acting } from './acting.ts';
import { isConflict } from './source-groups.ts';

/** Number of files that are looked through, and the most of one that is. */
const mostFiles = 50;
const mostBytes = 4 * 1024 * 1024;

/** Asks before files are staged whose saved text still has Git's markers: staging them says that they are resolved. */
export async function mayStage(acting: Acting, repository: string, files: readonly string[]): Promise<boolean> {
  const meant = new Set(files);
  const changes = acting.model.repository(repository)?.changes ?? [];
  const inConflict = changes.filter((each) => meant.has(each.path) && isConflict(each)).slice(0, mostFiles);
  const marked: string[] = [];
  for (const { path } of inConflict) if (await hasMarkers(acting, path)) marked.push(path);
  if (marked.length === 0) return true;
  const button = 'Stage with Conflicts';
  const what = marked.length === 1 ? marked[0]! : `${marked.length} files`;
  const detail = [
    'Git’s conflict markers are in the saved text still. Staged, it counts as resolved, for everybody.',
    ...(marked.length === 1 ? [] : [marked.slice(0, 10).join(', ')]),
  ];
  const question = `Stage ${what} with conflicts?`;
  return (await acting.app.workbench.dialogs.ask('warning', question, { detail, buttons: [button] })) === button;
}

async function hasMarkers({ app }: Acting, path: string): Promise<boolean> {
  try {
    const { content } = await app.workspace.request('files.read', { path, offsetBytes: 0, lengthBytes: mostBytes });
    return findConflicts(new TextDecoder().decode(content).split(/\r?\n/)).length > 0;
  } catch {
    // A file that is gone, or cannot be read, is staged as it is.
    return false;
  }
}
