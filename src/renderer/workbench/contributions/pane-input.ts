import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import {
  EditorInputCapabilities,
  type IUntypedEditorInput,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import { EditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/editorInput';
import type { EditorPane } from '../ports/contributions.ts';

/** The tab of one of our editor panes. Two of the same pane are the same tab. */
export class PaneInput extends EditorInput {
  static readonly type = 'ensemble.paneInput';
  readonly pane: EditorPane;

  constructor(pane: EditorPane) {
    super();
    this.pane = pane;
  }

  override get typeId(): string {
    return PaneInput.type;
  }

  override get editorId(): string {
    return PaneInput.type;
  }

  override get resource(): URI {
    return URI.from({ scheme: 'ensemble', path: this.pane.id });
  }

  override get capabilities(): EditorInputCapabilities {
    return EditorInputCapabilities.Readonly | EditorInputCapabilities.Singleton;
  }

  override getName(): string {
    return this.pane.title;
  }

  override getIcon(): ThemeIcon | undefined {
    return this.pane.icon === undefined ? undefined : ThemeIcon.fromId(this.pane.icon);
  }

  override matches(other: EditorInput | IUntypedEditorInput): boolean {
    return other instanceof PaneInput && other.pane.id === this.pane.id;
  }
}
