import type { ICodeEditor } from '@codingame/monaco-vscode-api/vscode/vs/editor/browser/editorBrowser';
import type { OpenTexts } from '../models/models.ts';
import type { ModelKey } from '../ports/models.ts';
import { createLayers } from './layers.ts';

/** Words in editors of texts that are empty. */
export function createPlaceholders(texts: OpenTexts) {
  const wanted = new Map<ModelKey, string>();
  const layers = createLayers(texts, (editor: ICodeEditor, key) => ({
    update: () => editor.updateOptions({ placeholder: wanted.get(key) }),
    dispose: () => editor.updateOptions({ placeholder: undefined }),
  }));
  return {
    attach: layers.attach,
    set: (key: ModelKey, words: string | null) => {
      if (words === null) wanted.delete(key);
      else wanted.set(key, words);
      layers.update(key);
    },
  };
}
