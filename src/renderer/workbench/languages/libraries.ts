import * as vscode from 'vscode';
import type { LanguagesPort } from '../ports/languages.ts';
import { library, libraryUri } from './uris.ts';

/** Shows files of the servers' own libraries, such as the types of a language. */
export function serveLibraries(read: Parameters<LanguagesPort['serveLibraries']>[0]): void {
  vscode.workspace.registerTextDocumentContentProvider(library, {
    provideTextDocumentContent: ({ authority, path }) => read(authority, libraryUri(path)),
  });
}
