import { withUnsent } from '../../../client/saving.ts';
import { findConflicts } from '../../../shared/text/conflict-markers.ts';
import type { App } from '../../session/app.ts';
import { conflictAt } from './repository-files.ts';

/** Saves and stages the result of the active merge editor; asks first while a hunk waits for a choice. */
export async function completeMerge(app: App): Promise<void> {
  const { workbench, session, workspace } = app;
  const key = workbench.merging.active();
  if (key === null) return;
  const conflict = conflictAt(session.state, key);
  if (conflict === null) {
    await workbench.merging.close(key, false);
    return workbench.notifications.status(`${key} is in no conflict any more.`);
  }
  const text = workbench.models.get(key)?.getValue() ?? '';
  const open = Math.max(workbench.merging.openHunks(key) ?? 0, findConflicts(text.split('\n')).length);
  if (open > 0 && !(await mayComplete(app, key, open))) return;
  try {
    await save(app, key);
    await workspace.request('git.stage', { repository: conflict.repository.path, paths: [key] });
  } catch (thrown) {
    return void workbench.notifications.show('error', (thrown as Error).message);
  }
  await workbench.merging.close(key, false);
}

async function mayComplete({ workbench }: App, key: string, open: number): Promise<boolean> {
  const waiting = open === 1 ? 'One conflict waits' : `${open} conflicts wait`;
  const detail = `${waiting} for a choice in ${key}. Completed now, it is staged with them, for everybody.`;
  const button = 'Complete with Conflicts';
  return (
    (await workbench.dialogs.ask('warning', 'Complete the merge of this file?', { detail, buttons: [button] })) ===
    button
  );
}

async function save({ client, texts, workspace }: App, key: string): Promise<void> {
  const ref = texts.refOf(key);
  if (ref === null) return;
  const document = await client.documents.open(ref);
  try {
    document.flush();
    await withUnsent(client, document, (unsent) => workspace.request('documents.save', { ref, ...unsent }));
  } finally {
    client.documents.close(ref);
  }
}
