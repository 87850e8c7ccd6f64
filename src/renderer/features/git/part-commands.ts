import type { RepositoryStatus } from '../../../shared/capabilities/git/git-state.ts';
import { EnsembleError } from '../../../shared/core/errors.ts';
import { lineAt } from '../../ui/line-at.ts';
import type { TextModelPort } from '../../workbench/index.ts';
import type { Acting } from './acting.ts';
import { type LineSpan, spansIn, takenBack, takenOver } from './parts.ts';
import { canGit } from './repository-views.ts';

const category = 'Git';

/** Commands that stage hunks and single lines, by the selection in the editor. */
export function registerPartCommands(acting: Acting): void {
  const add = (id: string, title: string, order: number, doing: string, part: typeof stagedPart) =>
    acting.app.workbench.commands.register({
      id,
      title,
      category,
      when: canGit,
      menus: [{ id: 'editor-context', group: '8_git', order, when: `${canGit} && ensemble.gitKnown` }],
      run: () => stagePart(acting, doing, part),
    });
  add('git.stageSelectedRanges', 'Stage Selected Ranges', 1, 'Staging…', stagedPart);
  add('git.unstageSelectedRanges', 'Unstage Selected Ranges', 2, 'Unstaging…', unstagedPart);
}

interface Versions {
  head: string;
  index: string;
  text: string;
}

/** The index's text with the selected differences of the editor's; null where there are none. */
function stagedPart({ index, text }: Versions, spans: readonly LineSpan[]): string | null {
  return takenOver(index, text, spans);
}

/** The index's text without its own differences at the selected lines; null where there are none. */
function unstagedPart({ head, index, text }: Versions, spans: readonly LineSpan[]): string | null {
  return takenBack(head, index, spansIn(index, text, spans));
}

const toLines = (text: string) => text.replaceAll('\r\n', '\n');

async function stagePart(acting: Acting, doing: string, part: typeof stagedPart): Promise<void> {
  const { workbench } = acting.app;
  const editor = workbench.editors.active();
  const model = editor === null ? undefined : workbench.models.get(editor.key);
  if (editor === null || model === undefined)
    return workbench.notifications.status('No file of a repository is open here.');
  const text = model.getValue();
  const spans = editor.selections.map(({ anchor, head }) => ({
    start: lineAt(text, Math.min(anchor, head)),
    end: lineAt(text, Math.max(anchor, head)),
  }));
  await staging(acting, doing, part, model, spans);
}

/** Stages what differs at some lines of an open file. */
export async function stageLines(acting: Acting, path: string, span: LineSpan): Promise<void> {
  const model = acting.app.workbench.models.get(path);
  if (model) await staging(acting, 'Staging…', stagedPart, model, [span]);
}

async function staging(
  acting: Acting,
  doing: string,
  part: typeof stagedPart,
  model: TextModelPort,
  spans: readonly LineSpan[],
): Promise<void> {
  const { workbench, workspace } = acting.app;
  const { path } = model;
  const repository: RepositoryStatus | undefined = path === null ? undefined : acting.model.repositoryOf(path);
  if (path === null || repository === undefined)
    return workbench.notifications.status('No file of a repository is open here.');
  const text = model.getValue();
  await acting.run(doing, async () => {
    const of = (version: 'HEAD' | 'index') =>
      workspace.request('git.show', { repository: repository.path, path, version });
    const [head, index] = await Promise.all([of('HEAD'), of('index')]);
    const decode = (content: Uint8Array | null) => toLines(decoded(content));
    const staged = part({ head: decode(head.content), index: decode(index.content), text }, spans);
    if (staged === null) return { notice: 'Nothing differs in the selected lines.' };
    const content = new TextEncoder().encode(model.getEol() === 'crlf' ? staged.replaceAll('\n', '\r\n') : staged);
    return workspace.request('git.stageText', { repository: repository.path, path, content, expected: index.id });
  });
}

function decoded(content: Uint8Array | null): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(content ?? new Uint8Array());
  } catch {
    throw new EnsembleError(
      'not-text',
      'Only files in UTF-8 can be staged in parts. Nothing was staged; stage the file.',
    );
  }
}
