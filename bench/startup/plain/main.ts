import { initialize } from '@codingame/monaco-vscode-api';
import getLanguagesService from '@codingame/monaco-vscode-languages-service-override';
import getTextmateService from '@codingame/monaco-vscode-textmate-service-override';
import textMate from '@codingame/monaco-vscode-textmate-service-override/worker?worker&url';
import getThemeService from '@codingame/monaco-vscode-theme-service-override';
import '@codingame/monaco-vscode-theme-defaults-default-extension';
import '@codingame/monaco-vscode-typescript-basics-default-extension';
import * as monaco from 'monaco-editor';
import editorWorker from 'monaco-editor/esm/vs/editor/editor.worker.js?worker&url';

// As little as there can be: one editor with one file, coloured by the same grammars and theme as ours.
const workers: Record<string, string> = { editorWorkerService: editorWorker, TextMateWorker: textMate };
window.MonacoEnvironment = {
  getWorkerUrl: (_moduleId: string, label: string) => new URL(workers[label]!, document.baseURI).href,
  getWorkerOptions: () => ({ type: 'module' }),
};
// The language is named by the page's address: `?language=plaintext`.
const language = new URLSearchParams(location.search).get('language') ?? 'typescript';
const text = fetch('./sample.ts.txt').then((response) => response.text());
await initialize({ ...getLanguagesService(), ...getTextmateService(), ...getThemeService() });
const editor = monaco.editor.create(document.getElementById('editor')!, {
  value: await text,
  language,
  automaticLayout: true,
});
Object.assign(globalThis, { plainEditor: editor });
