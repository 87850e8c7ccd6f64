import * as vscode from 'vscode';
import type { BaseLanguageClient, CodeLensMiddleware } from 'vscode-languageclient/browser';

/** VS Code's own name for it. */
const setting = 'typescript.referencesCodeLens.enabled';
const command = 'ensemble.peekPlaces';

type Kind = 'references' | 'implementations';

const askedBy: Record<Kind, string> = {
  references: 'vscode.executeReferenceProvider',
  implementations: 'vscode.executeImplementationProvider',
};

/** Peeks at the places that a lens has counted. */
async function peek(text: vscode.Uri, at: vscode.Position, kind: Kind): Promise<void> {
  const places = await vscode.commands.executeCommand<vscode.Location[]>(askedBy[kind], text, at);
  const others = places.filter(({ uri, range }) => String(uri) !== String(text) || !range.contains(at));
  await vscode.commands.executeCommand('editor.action.showReferences', text, at, others);
}

let isRegistered = false;

/**
 * Makes the counts of references above declarations those of a setting, as in VS Code: each count is a question for all
 * references. The server gives no command with them, so that the words lead nowhere by themselves.
 */
export function referenceLenses(): CodeLensMiddleware {
  if (!isRegistered) vscode.commands.registerCommand(command, peek);
  isRegistered = true;
  const texts = new WeakMap<vscode.CodeLens, vscode.Uri>();
  return {
    provideCodeLenses: async (document, token, next) => {
      if (vscode.workspace.getConfiguration().get(setting) !== true) return [];
      const lenses = (await next(document, token)) ?? [];
      for (const lens of lenses) texts.set(lens, document.uri);
      return lenses;
    },
    resolveCodeLens: async (lens, token, next) => {
      const resolved = await next(lens, token);
      const text = texts.get(lens);
      const title = resolved?.command?.command === '' ? resolved.command.title : '0 of ours';
      if (!resolved || text === undefined || title.startsWith('0 ')) return resolved;
      const kind: Kind = title.includes('implementation') ? 'implementations' : 'references';
      resolved.command = { title, command, arguments: [text, lens.range.start, kind] };
      return resolved;
    },
  };
}

/** Has the editors ask anew when the setting changes. Returns what ends that. */
export function followLensSetting(client: BaseLanguageClient): vscode.Disposable {
  return vscode.workspace.onDidChangeConfiguration((event) => {
    if (!event.affectsConfiguration(setting)) return;
    const feature = client.getFeature('textDocument/codeLens');
    for (const text of vscode.workspace.textDocuments) feature.getProvider(text)?.onDidChangeCodeLensEmitter.fire();
  });
}
