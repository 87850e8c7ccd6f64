import { getService, IEditorService, IWorkbenchLayoutService, SyncDescriptor } from '@codingame/monaco-vscode-api';
import type { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import type { IEditorOptions } from '@codingame/monaco-vscode-api/vscode/vs/platform/editor/common/editor';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import {
  EditorPaneDescriptor,
  type IEditorPaneRegistry,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/editor';
import {
  EditorExtensions,
  type IEditorFactoryRegistry,
  type IEditorOpenContext,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import type { EditorInput } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor/editorInput';
import type { IEditorGroup } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/editor/common/editorGroupsService';
import { EditorPane as BasePane } from '@codingame/monaco-vscode-workbench-service-override';
import type { EditorPane, PanesPort } from '../ports/contributions.ts';
import type { Dispose } from '../ports/dispose.ts';
import { showFiles } from './file-panes.ts';
import { PaneInput } from './pane-input.ts';
import { TextPaneInput } from './text-pane-input.ts';

const paneType = 'ensemble.pane';
const known = new Map<string, EditorPane>();

class RenderedPane extends BasePane {
  #body: HTMLElement | null = null;
  #empty: Dispose | null = null;

  constructor(group: IEditorGroup) {
    super(paneType, group);
  }

  protected override createEditor(parent: HTMLElement): void {
    this.#body = document.createElement('div');
    this.#body.className = 'ensemble-pane';
    this.#body.tabIndex = -1;
    parent.append(this.#body);
  }

  override async setInput(
    input: EditorInput,
    options: IEditorOptions | undefined,
    context: IEditorOpenContext,
    token: CancellationToken,
  ): Promise<void> {
    await super.setInput(input, options, context, token);
    if (input instanceof TextPaneInput) await input.resolve();
    if (token.isCancellationRequested || this.#body === null) return;
    this.#empty?.();
    if (input instanceof PaneInput) this.#empty = input.pane.render(this.#body);
    else if (input instanceof TextPaneInput) this.#empty = input.view.render(this.#body, input);
  }

  override clearInput(): void {
    this.#empty?.();
    this.#empty = null;
    this.#body?.replaceChildren();
    super.clearInput();
  }

  override layout({ width, height }: { width: number; height: number }): void {
    if (this.#body === null) return;
    this.#body.style.width = `${width}px`;
    this.#body.style.height = `${height}px`;
  }

  override focus(): void {
    super.focus();
    this.#body?.focus();
  }
}

Registry.as<IEditorPaneRegistry>(EditorExtensions.EditorPane).registerEditorPane(
  EditorPaneDescriptor.create(RenderedPane, paneType, 'Ensemble'),
  [new SyncDescriptor(PaneInput), new SyncDescriptor(TextPaneInput)],
);

Registry.as<IEditorFactoryRegistry>(EditorExtensions.EditorFactory).registerEditorSerializer(
  PaneInput.type,
  class {
    canSerialize(): boolean {
      return true;
    }
    serialize(input: EditorInput): string | undefined {
      return input instanceof PaneInput ? input.pane.id : undefined;
    }
    deserialize(_services: unknown, id: string): EditorInput | undefined {
      const pane = known.get(id);
      return pane === undefined ? undefined : new PaneInput(pane);
    }
  },
);

function register(pane: EditorPane): Dispose {
  known.set(pane.id, pane);
  return () => {
    known.delete(pane.id);
  };
}

async function open(id: string, options?: { preserveFocus?: boolean; pinned?: boolean }): Promise<void> {
  const pane = known.get(id);
  if (pane === undefined) throw new Error(`There is no editor pane ${id}.`);
  const editors = await getService(IEditorService);
  await editors.openEditor(new PaneInput(pane), {
    pinned: options?.pinned ?? true,
    preserveFocus: options?.preserveFocus ?? false,
  });
}

async function openWhereEmpty(id: string): Promise<void> {
  const layout = await getService(IWorkbenchLayoutService);
  await layout.whenRestored;
  const editors = await getService(IEditorService);
  if (editors.visibleEditorPanes.length === 0) await open(id, { preserveFocus: true });
}

async function close(id: string): Promise<void> {
  const pane = known.get(id);
  if (pane === undefined) return;
  const editors = await getService(IEditorService);
  const open = editors.findEditors(new PaneInput(pane).resource);
  await Promise.all(open.map((found) => editors.closeEditor(found)));
}

export const panes: Omit<PanesPort, 'editFiles' | 'editedFile'> = { register, open, openWhereEmpty, close, showFiles };
