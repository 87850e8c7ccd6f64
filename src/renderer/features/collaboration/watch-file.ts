import type { SessionClient } from '../../../client/session-client.ts';
import type { DocumentInfo } from '../../../shared/capabilities/documents/document-state.ts';
import { roleOfReplica } from '../../../shared/capabilities/people/participants.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import type { TextModelPort, Workbench } from '../../workbench/index.ts';

export interface WatchedFile {
  client: SessionClient;
  workspace: Workspace;
  ref: string;
  model: Pick<TextModelPort, 'setReadOnly'>;
  notifications: Pick<Workbench['notifications'], 'show' | 'status'>;
}

function folderWords(path: string): string {
  return `${path} is a folder on the disk now. Its text is kept here: save it under another name.`;
}

/** Time within which a rename by another program is followed: before, its file only seems to be gone. */
const followedAfterMs = 1500;

/**
 * Follows a text's file: whether guests may change it, and whether there is a folder in its place. Returns a function
 * that stops it.
 */
export function watchFile({ client, workspace, ref, model, notifications }: WatchedFile): () => void {
  let before: DocumentInfo | undefined = client.state.documents[ref];
  let timer: ReturnType<typeof setTimeout> | undefined;
  const look = (info: DocumentInfo | undefined) => {
    const [was, is] = [before, info];
    before = info;
    if (!was || !is) return;
    if (was.readOnly !== is.readOnly) guard(is);
    if (!was.deleted && is.deleted) {
      clearTimeout(timer);
      timer = setTimeout(() => void explain(), followedAfterMs);
    }
  };
  const guard = ({ readOnly, path, title }: DocumentInfo) => {
    const isGuest = roleOfReplica(client.state, client.replica) !== 'owner';
    const reason = `The host shares ${path ?? title} for reading only now. What you have typed before is kept.`;
    model.setReadOnly(readOnly && isGuest ? reason : null);
  };
  const explain = async () => {
    const { path = null, deleted = false } = client.state.documents[ref] ?? {};
    if (path === null || !deleted) return;
    const { type } = await workspace.request('files.stat', { path }).catch(() => ({ type: 'gone' }));
    if (type.endsWith('folder')) return void notifications.show('warning', folderWords(path));
    notifications.status(`${path} is gone from the disk. Its text is kept here; saving makes the file again.`);
  };
  const stop = client.events.on('state', ({ documents }) => {
    if (documents[ref] !== before) look(documents[ref]);
  });
  return () => {
    clearTimeout(timer);
    stop();
  };
}
