import './marked-conflicts.css';
import { getService, ICodeEditorService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import type { CodeLensProvider } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { ILanguageFeaturesService } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/services/languageFeatures.service';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { findConflicts, type Lines, type MarkedConflict } from '../../../shared/text/conflict-markers.ts';
import type { OpenTexts } from '../models/models.ts';
import { isReadOnly } from './shared-result.ts';

/** Rest of a text before its markers are looked for again (a debounce). */
const restMs = 120;
/** Conflicts that are drawn in one text; each has a row of its own. */
const mostShown = 500;

const lenses: readonly (readonly [title: string, command: string])[] = [
  ['Accept Current Change', 'merge-conflict.accept.current'],
  ['Accept Incoming Change', 'merge-conflict.accept.incoming'],
  ['Accept Both Changes', 'merge-conflict.accept.both'],
  ['Compare Changes', 'merge-conflict.compare'],
];

/** Conflicts in a text; a text without any costs one search. */
function conflictsIn(model: ITextModel): MarkedConflict[] {
  const first = model.findNextMatch('^<{7}( |$)', { lineNumber: 1, column: 1 }, true, true, null, false);
  return first === null ? [] : findConflicts(model.getLinesContent()).slice(0, mostShown);
}

/** Shows Git's conflict markers of the folder's files, with a choice above each of them. */
export async function showMarkedConflicts(texts: OpenTexts): Promise<void> {
  const editors = await getService(ICodeEditorService);
  const changed = new Emitter<CodeLensProvider>();
  const provider: CodeLensProvider = {
    onDidChange: changed.event as never,
    provideCodeLenses: (model) => {
      const key = texts.of(model)?.key;
      const isShown = key !== undefined && !isReadOnly(model.uri);
      const found = isShown ? conflictsIn(model) : [];
      return {
        lenses: found.flatMap(({ from }) =>
          lenses.map(([title, id]) => ({
            range: new Range(from + 1, 1, from + 1, 1),
            command: { id, title, arguments: [key, from] },
          })),
        ),
        dispose: () => undefined,
      };
    },
  };
  StandaloneServices.get(ILanguageFeaturesService).codeLensProvider.register('*', provider);
  const attach = (editor: ICodeEditor) => draw(editor, texts);
  for (const editor of editors.listCodeEditors()) attach(editor);
  editors.onCodeEditorAdd(attach);
}

function draw(editor: ICodeEditor, texts: OpenTexts): void {
  const drawn = editor.createDecorationsCollection();
  let timer: ReturnType<typeof setTimeout> | null = null;
  const update = () => {
    timer = null;
    const model = editor.getModel();
    if (model === null) return;
    const found = texts.of(model) === undefined ? [] : conflictsIn(model);
    if (found.length > 0 || drawn.length > 0) drawn.set(found.flatMap(decorationsOf));
  };
  const soon = () => {
    timer ??= setTimeout(update, restMs);
  };
  const listening = [editor.onDidChangeModel(soon), editor.onDidChangeModelContent(soon)];
  editor.onDidDispose(() => {
    if (timer !== null) clearTimeout(timer);
    for (const listener of listening) listener.dispose();
  });
  soon();
}

function decorationsOf({ from, to, current, base, incoming }: MarkedConflict) {
  const lines = (part: string, { from, to }: Lines) =>
    from === to
      ? []
      : [
          {
            range: new Range(from + 1, 1, to, 1),
            options: {
              description: `ensemble-conflict-${part}`,
              isWholeLine: true,
              className: `ensemble-conflict ${part}`,
            },
          },
        ];
  return [
    ...lines('current-header', { from, to: from + 1 }),
    ...lines('current', current),
    ...(base === null ? [] : lines('base', { from: base.from - 1, to: base.to })),
    ...lines('middle', { from: incoming.from - 1, to: incoming.from }),
    ...lines('incoming', incoming),
    ...lines('incoming-header', { from: to - 1, to }),
  ];
}
