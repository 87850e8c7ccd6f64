import {
  getService,
  IDialogService,
  IEditorService,
  IFilesConfigurationService,
  ITextFileService,
} from '@codingame/monaco-vscode-api';
import Severity from '@codingame/monaco-vscode-api/vscode/vs/base/common/severity';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { ConfirmResult } from '@codingame/monaco-vscode-api/vscode/vs/platform/dialogs/common/dialogs';
import {
  EditorCloseContext,
  EditorResourceAccessor,
  type IEditorIdentifier,
  SaveReason,
  SideBySideEditor,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import type {
  EditorInput,
  IEditorCloseHandler,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/editorInput';
import { SideBySideEditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/sideBySideEditorInput';
import { AbstractTextResourceEditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/textResourceEditorInput';
import { AutoSaveMode } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/filesConfiguration/common/filesConfigurationService';
import { TextFileEditorModelState } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import { linesOf, plainWords } from '../../../shared/text/shown.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { KeepingPort } from '../ports/keeping.ts';
import type { ModelKey } from '../ports/models.ts';
import { comeBack, leave } from './dirty-mark.ts';
import { keyOf } from './models.ts';
import { leaveUntitled } from './untitled.ts';

const mergeEditorType = 'mergeEditor.Input';
const primary = { supportSideBySide: SideBySideEditor.PRIMARY } as const;

/** Lets closing an editor do nothing to a text that the session keeps: a person who loses nothing is not asked. */
export class Closing {
  readonly #paths: FolderPaths;
  readonly #keeping: KeepingPort;
  /** Texts whose unsaved part the person has just agreed to lose. */
  readonly #agreed = new Set<ModelKey>();

  constructor(paths: FolderPaths, keeping: KeepingPort) {
    this.#paths = paths;
    this.#keeping = keeping;
  }

  /** Key of a text that the session keeps; null for any other, which is the editor's own affair. */
  keptKey(uri: URI | undefined): ModelKey | null {
    const key = uri === undefined ? null : keyOf(this.#paths, uri);
    return key !== null && this.#keeping.keeps(key) ? key : null;
  }

  /** Says, once, whether the person has just agreed to lose the unsaved part of a text. */
  takeAgreement(key: ModelKey): boolean {
    return this.#agreed.delete(key);
  }

  /** Puts the handlers in place. It must run before the first editor is made. */
  install(): void {
    const handlerOf = (editor: EditorInput) => this.#handler(editor);
    for (const { prototype } of [AbstractTextResourceEditorInput, SideBySideEditorInput])
      Object.defineProperty(prototype, 'closeHandler', {
        configurable: true,
        get(this: EditorInput) {
          return handlerOf(this);
        },
        // Editors of other kinds bring their own.
        set(this: EditorInput, value: IEditorCloseHandler | undefined) {
          // Closing a merge editor loses nothing either: its result is the file's text.
          if (this.typeId === mergeEditorType) return;
          Object.defineProperty(this, 'closeHandler', { value, writable: true, configurable: true });
        },
      });
  }

  /** Follows the open editors. It must run when the services stand. */
  async watch(): Promise<void> {
    const [editors, texts] = await Promise.all([getService(IEditorService), getService(ITextFileService)]);
    editors.onWillOpenEditor(({ editor }) => {
      const uri = EditorResourceAccessor.getOriginalUri(editor, primary);
      const file = uri && texts.files.get(uri);
      if (file) comeBack(file);
    });
    editors.onDidCloseEditor(({ editor, context }) => {
      const uri = EditorResourceAccessor.getOriginalUri(editor, primary);
      const key = this.keptKey(uri);
      if (uri === undefined || key === null || context === EditorCloseContext.MOVE) return;
      void this.#closed(uri, key, context === EditorCloseContext.REPLACE);
    });
  }

  async #closed(uri: URI, key: ModelKey, replaced: boolean): Promise<void> {
    const [editors, texts] = await Promise.all([getService(IEditorService), getService(ITextFileService)]);
    const isOpen = () => editors.findEditors(uri, primary).length > 0;
    if (isOpen() || !texts.isDirty(uri)) return;
    const file = texts.files.get(uri);
    if (isSavedByItself(uri)) await texts.save(uri, { reason: SaveReason.FOCUS_CHANGE }).catch(() => false);
    else if (file?.hasState(TextFileEditorModelState.PENDING_SAVE))
      await file.joinState(TextFileEditorModelState.PENDING_SAVE);
    if (isOpen() || !texts.isDirty(uri)) return;
    if (file) leave(file);
    else leaveUntitled(uri);
    if (!replaced) this.#keeping.closed(key);
  }

  #handler(editor: EditorInput): IEditorCloseHandler | undefined {
    const uri = EditorResourceAccessor.getOriginalUri(editor, primary);
    const key = this.keptKey(uri);
    if (uri === undefined || key === null) return undefined;
    return {
      showConfirm: () =>
        editor.isDirty() && !editor.isSaving() && !isSavedByItself(uri) && this.#keeping.question([key]) !== null,
      confirm: (identifiers) => this.#ask(identifiers),
    };
  }

  /** Asks the last person who has these texts, as any other editor would. */
  async #ask(identifiers: readonly IEditorIdentifier[]): Promise<ConfirmResult> {
    const keys = identifiers.flatMap(({ editor }) => {
      const key = this.keptKey(EditorResourceAccessor.getOriginalUri(editor, primary));
      return key === null ? [] : [key];
    });
    const question = this.#keeping.question(keys);
    // Somebody has come meanwhile, and has the text.
    if (question === null) return ConfirmResult.CANCEL;
    const dialogs = await getService(IDialogService);
    const { result } = await dialogs.prompt<ConfirmResult>({
      type: Severity.Warning,
      message: plainWords(question.message),
      detail: linesOf(question.detail),
      buttons: [
        { label: keys.length > 1 ? '&&Save All' : '&&Save', run: () => ConfirmResult.SAVE },
        { label: "Do&&n't Save", run: () => ConfirmResult.DONT_SAVE },
      ],
      cancelButton: { label: 'Cancel', run: () => ConfirmResult.CANCEL },
    });
    if (result === ConfirmResult.DONT_SAVE) for (const key of keys) this.#agreed.add(key);
    return result ?? ConfirmResult.CANCEL;
  }
}

/** Says whether the person lets editors save by themselves, so that closing saves as well. */
function isSavedByItself(uri: URI): boolean {
  const { mode } = StandaloneServices.get(IFilesConfigurationService).getAutoSaveMode(uri);
  return mode !== AutoSaveMode.OFF && mode !== AutoSaveMode.ON_WINDOW_CHANGE;
}
