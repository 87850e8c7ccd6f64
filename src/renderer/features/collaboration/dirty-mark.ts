import type { SessionClient } from '../../../client/session-client.ts';
import type { TextDocument } from '../../../client/text-document.ts';
import { hashText } from '../../../shared/text/hash.ts';

/** Delay of the comparison by hash (a throttle) of unsaved texts that have the length of the saved one. */
const compareAfterMs = 120;

/** Says whether a document, or its chosen format, differs from the host's disk: the same for everyone. */
export function isDirty(client: SessionClient, document: TextDocument): boolean {
  const info = client.state.documents[document.ref];
  if (!info) return false;
  if (info.diskFormat !== undefined || document.format.unacknowledged !== null) return true;
  if (info.saved === null) return info.path !== null || document.length > 0;
  return document.length !== info.saved.lengthUtf16 || hashText(document.toString()) !== info.saved.hash;
}

/**
 * Says whether the host's disk holds this window's text, and nothing of mine is on its way: then there is nothing to
 * save.
 */
export function isSavedForAll(client: SessionClient, document: TextDocument): boolean {
  const info = client.state.documents[document.ref];
  const isWhole = info !== undefined && !info.deleted && !info.format.mixedEol && client.status.is === 'online';
  return isWhole && !isDirty(client, document) && !client.isWaitingOn(document.ref);
}

/**
 * Tells whether a document is dirty, at first and whenever that may have changed. Where its file has moved away from
 * the editor's path there is nothing to save: the editor that takes this one's place has it all. Returns a function
 * that stops it.
 */
export function watchDirty(
  client: SessionClient,
  document: TextDocument,
  path: string | null,
  tell: (dirty: boolean) => void,
): () => void {
  const isElsewhere = () => path !== null && (client.state.documents[document.ref]?.path ?? path) !== path;
  let timer: ReturnType<typeof setTimeout> | undefined;
  let last = false;
  const say = (dirty: boolean) => {
    last = dirty;
    tell(dirty);
  };
  const check = () => {
    clearTimeout(timer);
    timer = undefined;
    // A document that has left the session, or is not in it yet, cannot be judged.
    if (client.state.documents[document.ref]) say(!isElsewhere() && isDirty(client, document));
  };
  const soon = () => {
    const saved = client.state.documents[document.ref]?.saved;
    if (saved && saved.lengthUtf16 !== document.length && !isElsewhere()) say(true);
    // A save may follow at once, such as of a word that was replaced by one as long: it passes over clean texts.
    else if (!last) check();
    timer ??= setTimeout(check, compareAfterMs);
  };
  let info = client.state.documents[document.ref];
  const stopState = client.events.on('state', ({ documents }) => {
    if (documents[document.ref] === info) return;
    info = documents[document.ref];
    check();
  });
  const stopChange = document.onChange(soon);
  const stopFormat = document.format.onChange(check);
  check();
  return () => {
    clearTimeout(timer);
    stopState();
    stopChange();
    stopFormat();
  };
}
