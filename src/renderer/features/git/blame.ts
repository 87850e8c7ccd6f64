import type { BlamedLines } from '../../../shared/capabilities/git/methods.ts';
import { agoInWords } from '../../ui/words.ts';
import { type LineMark, peopleColourCount } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';

const owner = 'ensemble.git.blame';

/** Shows the commit of each line beside the text, with its author, age and words on hovering. */
export function registerBlame({ app, model }: Acting): void {
  const { workbench, workspace } = app;
  const shown = new Set<string>();
  const hide = (key: string) => {
    shown.delete(key);
    workbench.editors.setLineMarks(owner, key, []);
  };
  const show = async (key: string) => {
    const text = workbench.models.get(key);
    const path = text?.path ?? null;
    const repository = path === null ? undefined : model.repositoryOf(path);
    if (text === undefined || path === null || repository === undefined)
      return workbench.notifications.status('No file of a repository is open here.');
    const content = new TextEncoder().encode(text.getValue());
    try {
      const { lines } = await workspace.request('git.blame', { repository: repository.path, path, content });
      shown.add(key);
      workbench.editors.setLineMarks(owner, key, marksOf(lines, app.session.nowMs()));
    } catch (thrown) {
      void workbench.notifications.show('info', (thrown as Error).message);
    }
  };
  workbench.commands.register({
    id: 'git.blame.toggleEditorDecoration',
    title: 'Toggle Git Blame',
    category: 'Git',
    when: 'ensemble.gitKnown',
    run: async () => {
      const key = workbench.editors.active()?.key;
      if (key === undefined) return;
      if (shown.has(key)) hide(key);
      else await show(key);
    },
  });
  let heads = '';
  model.onChanged(() => {
    if (model.repositories.some(({ problem }) => problem !== null)) return;
    const now = model.repositories.map(({ head }) => head).join();
    if (now === heads) return;
    heads = now;
    for (const key of shown) void show(key);
  });
}

/** Marks of the committed lines, an author's in one colour. */
function marksOf(lines: readonly BlamedLines[], nowMs: number): LineMark[] {
  const authors = [...new Set(lines.map(({ author }) => author))];
  return lines.flatMap(({ line, count, commit, author, atMs, subject }) => {
    if (commit === null) return [];
    const hover = `${author}, ${agoInWords(atMs, nowMs)}: ${subject} (${commit.slice(0, 8)})`;
    const colorIndex = authors.indexOf(author) % peopleColourCount;
    return [{ startLine: line, endLine: line + count - 1, colorIndex, hover, kind: 'author' as const }];
  });
}
