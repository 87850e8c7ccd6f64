import { linesByAuthor, stretchesOf, totalsOf } from '../../../client/authorship.ts';
import type { App } from '../../session/app.ts';
import type { SharedTextSet } from './shared-texts.ts';

const drawAfterMs = 300;

/** `Ensemble: Who Wrote This`: colours the gutter by author on demand, and says each one's share. */
export function registerAuthors({ workbench, client }: App, texts: SharedTextSet): void {
  let shown = false;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const nameOf = (author: string) =>
    author === 'disk' ? 'the files on disk' : (client.state.participants[author]?.name ?? 'somebody');
  const draw = () => {
    timer = undefined;
    for (const { key, document } of texts.open()) {
      const lines = shown ? linesByAuthor(document.toString(), stretchesOf(document)) : [];
      const marks = lines
        .filter(({ author }) => author !== 'disk')
        .map(({ startLine, endLine, author }) => ({
          startLine,
          endLine,
          colorIndex: client.state.participants[author]?.colorIndex ?? 0,
          hover: `Written by ${nameOf(author)}`,
          kind: 'author' as const,
        }));
      workbench.editors.setLineMarks('authors', key, marks);
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
      const totals = [...totalsOf(stretchesOf(document))].sort((a, b) => b[1] - a[1]);
      const all = totals.reduce((sum, [, count]) => sum + count, 0);
      const shares = totals.map(([author, count]) => `${nameOf(author)} ${Math.round((count / all) * 100)}%`);
      await workbench.notifications.show(
        'info',
        shares.length > 0 ? `Written by: ${shares.join(', ')}.` : 'Nobody has written anything here yet.',
      );
    },
  });
}
