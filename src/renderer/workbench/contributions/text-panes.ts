import { getService, IEditorResolverService, IEditorService } from '@codingame/monaco-vscode-api';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { EndOfLinePreference, type ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import {
  DEFAULT_EDITOR_ASSOCIATION,
  EditorExtensions,
  type IEditorFactoryRegistry,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import type { EditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/editorInput';
import { RegisteredEditorPriority } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/editor/common/editorResolverService';
import type { ITextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import type { OpenTexts } from '../models/models.ts';
import { rangeAt } from '../models/offsets.ts';
import type { PanesPort } from '../ports/contributions.ts';
import type { PaneText, TextPane } from '../ports/text-panes.ts';
import { toDispose } from './disposables.ts';
import { editorIdOf, TextPaneInput, type TextView } from './text-pane-input.ts';

const known = new Map<string, TextView>();

Registry.as<IEditorFactoryRegistry>(EditorExtensions.EditorFactory).registerEditorSerializer(
  TextPaneInput.type,
  class {
    canSerialize(): boolean {
      return true;
    }
    serialize(input: EditorInput): string | undefined {
      return input instanceof TextPaneInput ? JSON.stringify([input.ending, input.resource.toString()]) : undefined;
    }
    deserialize(_services: unknown, kept: string): EditorInput | undefined {
      const [ending, address] = JSON.parse(kept) as [string, string];
      const view = known.get(ending);
      return view === undefined ? undefined : new TextPaneInput(URI.parse(address), ending, view);
    }
  },
);

/** Makes the part of the port that edits texts in panes. */
export function createTextPanes(texts: OpenTexts): Pick<PanesPort, 'editFiles' | 'editedFile'> {
  let editors: IEditorService | null = null;
  void getService(IEditorService).then((service) => {
    editors = service;
  });
  return {
    editFiles: (ending, pane) => editFiles(texts, ending, pane),
    editedFile: () => {
      const input = editors?.activeEditor;
      return input instanceof TextPaneInput ? (texts.of(input.file?.textEditorModel ?? null)?.path ?? null) : null;
    },
  };
}

/** Edits files whose names end so in a pane of ours, as their text. */
function editFiles(texts: OpenTexts, ending: string, { title, render }: TextPane): void {
  const view: TextView = {
    title,
    render(container, input) {
      const { file } = input;
      const model = file?.textEditorModel;
      const path = texts.of(model ?? null)?.path;
      return file && model && path ? render(container, paneText(path, input, file, model)) : null;
    },
  };
  known.set(ending, view);
  void getService(IEditorResolverService).then((resolver) =>
    resolver.registerEditor(
      `*${ending}`,
      { id: editorIdOf(ending), label: title, priority: RegisteredEditorPriority.default },
      { singlePerResource: true },
      { createEditorInput: ({ resource }) => ({ editor: new TextPaneInput(resource, ending, view) }) },
    ),
  );
}

function paneText(path: string, input: TextPaneInput, file: ITextFileEditorModel, model: ITextModel): PaneText {
  return {
    path,
    getValue: () => (model.isDisposed() ? '' : model.getValue(EndOfLinePreference.LF)),
    edit(changes) {
      if (model.isDisposed() || file.isReadonly() !== false) return;
      const operations = changes.map(({ offset, deleteLength, insertText }) => ({
        range: rangeAt(model, offset, deleteLength),
        text: insertText,
      }));
      model.pushEditOperations([], operations, () => null);
    },
    onChanged: (listener) => toDispose(model.onDidChangeContent(() => listener())),
    get isReadOnly() {
      return file.isReadonly() !== false;
    },
    onReadOnlyChanged: (listener) =>
      toDispose(
        file.onDidChangeReadonly(() => listener()),
        input.onDidChangeCapabilities(() => listener()),
      ),
    async openAsText() {
      const editors = await getService(IEditorService);
      await editors.openEditor({ resource: input.resource, options: { override: DEFAULT_EDITOR_ASSOCIATION.id } });
    },
  };
}
