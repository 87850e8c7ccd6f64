import { linesOf, offsetsOf, selectedLines, selectionOf } from '../../../client/locks/lock-lines.ts';
import type { Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import { linesInWords } from '../../../shared/capabilities/comments/review-text.ts';
import { repositoryAround } from '../../../shared/capabilities/git/git-state.ts';
import type { App } from '../../session/app.ts';

/** Makes the snippet of the selected lines of the active editor; null where they are of no shared text. */
export function selectedSnippet({ workbench, session, texts }: App): Snippet | null {
  const active = workbench.editors.active();
  const model = active && workbench.models.get(active.key);
  const ref = active && texts.mayBeTold(active.key) ? texts.refOf(active.key) : null;
  const document = ref === null ? undefined : session.documents.get(ref);
  if (!active || !model || ref === null || !document) return null;
  const { anchor, head } = active.selections[0] ?? { anchor: 0, head: 0 };
  const lines = selectedLines(model.getValue(), anchor, head);
  const selection = selectionOf(document, lines);
  return { document: ref, lines, selection };
}

/** Gives the last commit of the repository in which a document lies; null where there is none, or it is not known. */
export function headOf({ session }: App, { document }: Snippet): string | null {
  const { documents, git } = session.state;
  const path = documents[document]?.path ?? null;
  return (path !== null && git && repositoryAround(git.repositories, path)?.head) || null;
}

/** Number of digits of a commit's name that are shown. */
const shortDigits = 7;

/** Describes a snippet: `app.ts, lines 3 to 5, at 1a2b3c4`; `commit` is null where none is known. */
export function snippetInWords({ session }: App, { document, lines }: Snippet, commit: string | null): string {
  const name = session.state.documents[document]?.path?.split('/').at(-1) ?? 'a file that is gone';
  const at = commit === null ? '' : `, at ${commit.slice(0, shortDigits)}`;
  return `${name}, ${linesInWords(lines)}${at}`;
}

/** Goes to the lines of a snippet, where they are now. */
export async function revealSnippet(app: App, { document: ref, lines, selection }: Snippet): Promise<void> {
  const { workbench, session, texts } = app;
  const info = session.state.documents[ref];
  if (!info || info.path === null || info.deleted)
    return void workbench.notifications.status('The file of these lines is not in the folder any more.');
  await workbench.editors.reveal(info.path, lines.start);
  const document = await texts.tieOf(info.path)?.bound;
  const now = (document && selection && linesOf(document, selection)) ?? lines;
  if (now.start !== lines.start) await workbench.editors.reveal(info.path, now.start);
  const { from, to } = offsetsOf(workbench.models.get(info.path)?.getValue() ?? '', now);
  workbench.editors.select(info.path, [{ anchor: from, head: to }]);
}
