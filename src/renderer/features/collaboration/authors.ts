import { authorRangesOf, linesByAuthor } from '../../../client/authorship.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { authorInWords, sharesInWords } from './author-words.ts';
import type { SharedTextSet } from './shared-texts.ts';

const drawAfterMs = 300;

/**
 * `Ensemble: Who Wrote This`: colours texts by author on demand, shows author and manner on hovering, and each author's
 * share.
 */
export function registerAuthors({ workbench, session }: App, texts: SharedTextSet): void {
  let shown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const nameOf = (author: string) =>
    author === 'disk' ? 'the files on disk' : (shownName(session.state, author) ?? 'somebody');
  const colorOf = (author: string) => session.state.participants[author]?.colorIndex ?? 0;
  const draw = () => {
    timer = undefined;
    for (const { key, document } of texts.open()) {
      const stretches = shown ? authorRangesOf(document) : [];
      const told = stretches.filter(({ by }) => by !== null && (by.author !== 'disk' || by.beside !== undefined));
      const lines = shown ? linesByAuthor(document.toString(), stretches) : [];
      const marks = lines
        .filter(({ author }) => author !== 'disk')
        .map(({ startLine, endLine, author }) => ({
          startLine,
          endLine,
          colorIndex: colorOf(author),
          hover: `Most of this is by ${nameOf(author)}`,
          kind: 'author' as const,
        }));
      workbench.editors.setLineMarks('authors', key, marks);
      workbench.editors.setTextMarks(
        key,
        told.map((stretch) => ({
          offset: stretch.offset,
          length: stretch.length,
          colorIndex: colorOf(stretch.by!.beside?.[0] ?? stretch.by!.author),
          hover: authorInWords(stretch, nameOf),
        })),
      );
    }
  };
  texts.onChanged(() => {
    if (shown && timer === undefined) timer = setTimeout(draw, drawAfterMs);
  });
  workbench.commands.register({
    id: 'ensemble.whoWroteThis',
    title: 'Who Wrote This',
    category: 'Ensemble',
    run: async () => {
      shown = !shown;
      draw();
      const active = workbench.editors.active();
      const document = active ? texts.documentOf(active.key) : null;
      if (!shown || !document) return;
      const shares = sharesInWords(authorRangesOf(document), nameOf);
      await workbench.notifications.show(
        'info',
        shares.length > 0 ? `By: ${shares.join(', ')}.` : 'Nobody has written anything here yet.',
      );
    },
  });
}
