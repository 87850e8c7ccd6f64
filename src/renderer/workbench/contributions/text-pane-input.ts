import {
  ICustomEditorLabelService,
  IEditorService,
  IFileService,
  IFilesConfigurationService,
  ILabelService,
  ITextFileService,
  ITextModelService,
} from '@codingame/monaco-vscode-api';
import { isEqual } from '@codingame/monaco-vscode-api/vscode/vs/base/common/resources';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import { ITextResourceConfigurationService } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/services/textResourceConfiguration.service';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import {
  EditorInputCapabilities,
  type IMoveResult,
  type IUntypedEditorInput,
  isResourceEditorInput,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import type { EditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/editorInput';
import { AbstractTextResourceEditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/textResourceEditorInput';
import type { ITextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import type { Dispose } from '../ports/dispose.ts';

/** Id of the editor for files of an ending, for `Reopen Editor With…`. */
export const editorIdOf = (ending: string): string => `ensemble.text-pane${ending}`;

/** Fills a pane with the view of a tab's text, which is open. */
export interface TextView {
  title: string;
  render(container: HTMLElement, input: TextPaneInput): Dispose | null;
}

/** The tab of a file whose text a pane of ours edits: its marks, saving and closing are those of the text. */
export class TextPaneInput extends AbstractTextResourceEditorInput {
  static readonly type = 'ensemble.textPaneInput';
  readonly view: TextView;
  readonly ending: string;
  #text: Promise<{ dispose(): void }> | null = null;

  constructor(resource: URI, ending: string, view: TextView) {
    const { get } = StandaloneServices;
    super(
      resource,
      undefined,
      get(IEditorService),
      get(ITextFileService),
      get(ILabelService),
      get(IFileService),
      get(IFilesConfigurationService),
      get(ITextResourceConfigurationService),
      get(ICustomEditorLabelService),
    );
    this.view = view;
    this.ending = ending;
    const { files } = this.textFileService;
    // The whole folder's being read-only is told so, and of no file.
    this._register(
      this.fileService.onDidChangeFileSystemProviderCapabilities(
        ({ scheme }) => scheme === this.resource.scheme && this._onDidChangeCapabilities.fire(),
      ),
    );
    this._register(files.onDidChangeDirty((file) => this.#isOf(file) && this._onDidChangeDirty.fire()));
    this._register(files.onDidSave(({ model }) => this.#isOf(model) && this._onDidChangeDirty.fire()));
  }

  #isOf(file: ITextFileEditorModel): boolean {
    return isEqual(file.resource, this.resource);
  }

  override get typeId(): string {
    return TextPaneInput.type;
  }

  override get editorId(): string {
    return editorIdOf(this.ending);
  }

  override get capabilities(): EditorInputCapabilities {
    return EditorInputCapabilities.None;
  }

  override isDirty(): boolean {
    return this.textFileService.isDirty(this.resource);
  }

  /** Opens the text, and keeps it open for as long as the tab is. */
  override async resolve(): Promise<null> {
    this.#text ??= StandaloneServices.get(ITextModelService).createModelReference(this.resource);
    try {
      await this.#text;
    } catch (thrown) {
      // The next try asks again.
      this.#text = null;
      throw thrown;
    }
    return null;
  }

  /** The text, once it is open. */
  get file(): ITextFileEditorModel | undefined {
    return this.textFileService.files.get(this.resource);
  }

  override async rename(_group: number, target: URI): Promise<IMoveResult | undefined> {
    return { editor: { resource: target } };
  }

  override matches(other: EditorInput | IUntypedEditorInput): boolean {
    if (other instanceof TextPaneInput) return isEqual(other.resource, this.resource);
    return isResourceEditorInput(other) && super.matches(other);
  }

  override toUntyped(): IUntypedEditorInput {
    return { resource: this.preferredResource, options: { override: this.editorId } };
  }

  override dispose(): void {
    void this.#text?.then((text) => text.dispose()).catch(() => undefined);
    this.#text = null;
    super.dispose();
  }
}
