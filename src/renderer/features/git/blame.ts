import type { BlamedLines } from '../../../shared/capabilities/git/methods.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import { type LineMark, peopleColourCount } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { openCommit } from './commit-changes.ts';

const owner = 'ensemble.git.blame';
const openCommand = 'git.blame.openCommit';

/** Shows the commit of each line beside the text, with its author, age and words on hovering mark or line. */
export function registerBlame(acting: Acting): void {
  const { app, model } = acting;
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
      workbench.editors.setLineMarks(owner, key, marksOf(repository.path, lines, app.session.nowMs()));
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
  workbench.commands.register({
    id: openCommand,
    title: 'Open Commit of a Line',
    category: 'Git',
    isInPalette: false,
    run: (named) => {
      const [commit, repository] = /^([0-9a-f]+) (.*)$/.exec(String(named))?.slice(1) ?? [];
      return commit === undefined || repository === undefined ? undefined : openCommit(acting, repository, commit);
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
function marksOf(repository: string, lines: readonly BlamedLines[], nowMs: number): LineMark[] {
  const authors = [...new Set(lines.map(({ author }) => author))];
  return lines.flatMap(({ line, count, commit, author, atMs, subject }) => {
    if (commit === null) return [];
    const who = `${author}, ${agoInWords(atMs, nowMs)}`;
    const hover = `${who}: ${subject} (${commit.slice(0, 8)})`;
    const link = {
      title: `Open Commit ${commit.slice(0, 8)}`,
      command: openCommand,
      argument: `${commit} ${repository}`,
    };
    const colorIndex = authors.indexOf(author) % peopleColourCount;
    const lineHover = { paragraphs: [who, subject], link };
    return [{ startLine: line, endLine: line + count - 1, colorIndex, hover, lineHover, kind: 'author' as const }];
  });
}
