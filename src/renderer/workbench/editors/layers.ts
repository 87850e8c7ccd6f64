import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { OpenTexts } from '../models/models.ts';
import type { ModelKey } from '../ports/models.ts';

/** Drawing over one text in one editor. */
export interface Layer {
  update(): void;
  dispose(): void;
}

/**
 * Keeps one layer in every editor that shows a text of the folder. `create` is called when an editor gets such a text;
 * the layer goes with the editor's text.
 */
export function createLayers(texts: OpenTexts, create: (editor: ICodeEditor, key: ModelKey) => Layer) {
  const layers = new Map<ICodeEditor, { key: ModelKey; layer: Layer }>();

  const bind = (editor: ICodeEditor) => {
    const key = texts.of(editor.getModel())?.key;
    const current = layers.get(editor);
    if (current?.key === key) return;
    current?.layer.dispose();
    layers.delete(editor);
    if (key === undefined) return;
    const layer = create(editor, key);
    layers.set(editor, { key, layer });
    layer.update();
  };

  const editors = new Set<ICodeEditor>();
  texts.onModelOpened(() => {
    for (const editor of editors) bind(editor);
  });

  return {
    /** Draws in this editor until it is disposed. */
    attach: (editor: ICodeEditor) => {
      editors.add(editor);
      const listening = editor.onDidChangeModel(() => {
        // Two texts can have the same key, one after the other.
        layers.get(editor)?.layer.dispose();
        layers.delete(editor);
        bind(editor);
      });
      editor.onDidDispose(() => {
        listening.dispose();
        layers.get(editor)?.layer.dispose();
        layers.delete(editor);
        editors.delete(editor);
      });
      bind(editor);
    },
    /** Redraws every editor of that text. */
    update: (key: ModelKey) => {
      for (const entry of layers.values()) if (entry.key === key) entry.layer.update();
    },
  };
}
