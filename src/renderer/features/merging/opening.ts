import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { findConflicts } from '../../../shared/text/conflict-markers.ts';
import type { App } from '../../session/app.ts';
import { conflictAt } from './repository-files.ts';
import { chooseWhole, hasBothTexts } from './whole-files.ts';

/** Opens a file in conflict: its three texts where they are texts, else the choice that there is. */
export async function openConflict(app: App, path: string | undefined): Promise<void> {
  const { workbench, session, workspace } = app;
  if (path === undefined) return;
  const conflict = conflictAt(session.state, path);
  // Gone from the list meanwhile: somebody has resolved it.
  if (conflict === null) {
    await workbench.editors.reveal(path, 1, { preview: false });
    return;
  }
  const { repository } = conflict;
  const text = async (version: 'base' | 'ours' | 'theirs') =>
    (await workspace.request('git.show', { repository: repository.path, path, version })).content;
  try {
    const [ours, theirs] = await Promise.all([text('ours'), text('theirs')]);
    if (!hasBothTexts(ours, theirs)) return await chooseWhole(app, conflict, { ours, theirs });
  } catch (thrown) {
    return void workbench.notifications.show('error', (thrown as Error).message);
  }
  const names = await namesOf(app, path, repository);
  const of = (version: string) => ({ repository: repository.path, path, version });
  await workbench.merging.open({
    key: path,
    base: of('base'),
    incoming: { version: of('theirs'), title: 'Incoming', description: names.incoming },
    current: { version: of('ours'), title: 'Current', description: names.current },
  });
}

/** Names of both sides: Git's, from the markers while any stand, else by what is under way. */
async function namesOf(
  app: App,
  path: string,
  { branch, underway }: RepositoryStatus,
): Promise<{ current: string; incoming: string }> {
  const [first] = await markedIn(app, path);
  const current = first?.currentName === 'HEAD' ? (branch ?? 'HEAD') : first?.currentName;
  const words = underway === null ? 'What comes' : `What the ${underway} brings`;
  return { current: current ?? branch ?? 'What was here', incoming: first?.incomingName ?? words };
}

/** Conflicts in the text of a file, which is a document from here on, as it is for any editor. */
async function markedIn({ session, workspace }: App, path: string) {
  const opened = await workspace.request('documents.open', { path }).catch(() => null);
  if (opened === null) return [];
  const document = await session.documents.open(opened.ref);
  try {
    return findConflicts(document.toString().split('\n'));
  } finally {
    session.documents.close(opened.ref);
  }
}
