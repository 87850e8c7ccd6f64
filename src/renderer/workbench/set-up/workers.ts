import languageDetection from '@codingame/monaco-vscode-language-detection-worker-service-override/worker?worker&url';
import outputLinks from '@codingame/monaco-vscode-output-service-override/worker?worker&url';
import textMate from '@codingame/monaco-vscode-textmate-service-override/worker?worker&url';
import editor from 'monaco-editor/esm/vs/editor/editor.worker.js?worker&url';

const urls: Record<string, string> = {
  editorWorkerService: editor,
  TextMateWorker: textMate,
  OutputLinkDetectionWorker: outputLinks,
  LanguageDetectionWorker: languageDetection,
};

/** Tells the editor the addresses of its workers' scripts. It must run before any service starts. */
export function setUpWorkers(): void {
  window.MonacoEnvironment = {
    // Absolute, because the worker is started from a blob, which has no address to resolve against.
    getWorkerUrl: (_moduleId, label) => {
      const url = urls[label];
      if (url === undefined) throw new Error(`There is no worker called ${label}.`);
      return new URL(url, document.baseURI).href;
    },
    getWorkerOptions: () => ({ type: 'module' }),
  };
}
