import { reviewMarkdown } from '../../../shared/capabilities/comments/review-text.ts';
import { type LineChange, patchOf, suggestionIn } from '../../../shared/text/suggestions.ts';
import type { App } from '../../session/app.ts';
import type { CommentsModel, PlacedThread } from './comments-model.ts';

const bytesOf = (text: string) => new TextEncoder().encode(text);

/** Hands the review to the person's machine, as a text in Markdown. */
export function exportMarkdown({ workbench }: App, model: CommentsModel, title: string): void {
  const threads = model.store.get().map(({ thread, key, lines }) => ({ thread, path: key, lines }));
  const nameOf = (person: string) => model.source.nameOf(person);
  const text = reviewMarkdown(title, threads, model.source.comments, nameOf);
  workbench.dialogs.download('review.md', bytesOf(text), 'text/markdown');
}

/** Newest suggestion of each open thread of a text, at the lines where its code is now. */
function changesIn(threads: readonly PlacedThread[]): LineChange[] {
  return threads.flatMap(({ thread, lines }) => {
    const wanted = thread.comments.map(({ words }) => suggestionIn(words)).findLast((each) => each !== null);
    return wanted && lines && thread.resolved === null ? { span: lines, lines: wanted } : [];
  });
}

/** Hands all open suggestions to the person's machine as a patch, which `git apply` takes. */
export async function exportPatch({ workbench, session }: App, model: CommentsModel): Promise<void> {
  const parts: string[] = [];
  const left: string[] = [];
  const unsaved: string[] = [];
  const byRef = Map.groupBy(model.store.get(), ({ thread }) => thread.ref);
  for (const [ref] of byRef) {
    const { path, format, deleted, unsaved: people = [] } = session.state.documents[ref] ?? {};
    const wanted = changesIn(byRef.get(ref)!);
    if (wanted.length === 0 || !path || deleted) continue;
    if (format?.encoding !== 'utf8' || format.eol === 'cr' || format.mixedEol) {
      left.push(path);
      continue;
    }
    const document = await session.documents.open(ref).catch(() => null);
    if (!document) {
      left.push(path);
      continue;
    }
    try {
      // Its lines are found once more: they were only known as they were said while the text was closed.
      const changes = changesIn(byRef.get(ref)!.map((each) => model.placedIn(each, document)));
      const part = patchOf({ path, text: document.toString(), eol: format.eol, bom: format.bom }, changes);
      parts.push(part);
      if (part !== '' && people.length > 0) unsaved.push(path);
    } finally {
      session.documents.close(ref);
    }
  }
  const patch = parts.join('');
  const { notifications, dialogs } = workbench;
  if (patch === '') {
    const words = 'No open comment suggests other lines: write them between ```suggestion and ``` in a comment.';
    return void (await notifications.show('info', words));
  }
  dialogs.download('suggestions.patch', bytesOf(patch), 'text/x-patch');
  if (unsaved.length > 0)
    void notifications.show(
      'info',
      `Save ${unsaved.join(', ')} before you apply the patch: it is for the texts as they are here.`,
    );
  if (left.length > 0)
    void notifications.show(
      'warning',
      `The suggestions in ${left.join(', ')} are not in the patch: it can only be made for files in UTF-8 with one sort of line ends.`,
    );
}
