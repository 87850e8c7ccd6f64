import type { Right } from '../../../shared/core/rights.ts';

/** Requests of windows that a server is asked, and the right that each needs. All others are turned down. */
const readers = [
  'textDocument/hover',
  'textDocument/signatureHelp',
  'textDocument/declaration',
  'textDocument/definition',
  'textDocument/typeDefinition',
  'textDocument/implementation',
  'textDocument/references',
  'textDocument/documentHighlight',
  'textDocument/documentSymbol',
  'textDocument/codeLens',
  'codeLens/resolve',
  'textDocument/documentLink',
  'documentLink/resolve',
  'textDocument/documentColor',
  'textDocument/foldingRange',
  'textDocument/selectionRange',
  'textDocument/prepareCallHierarchy',
  'callHierarchy/incomingCalls',
  'callHierarchy/outgoingCalls',
  'textDocument/prepareTypeHierarchy',
  'typeHierarchy/supertypes',
  'typeHierarchy/subtypes',
  'textDocument/semanticTokens/full',
  'textDocument/semanticTokens/full/delta',
  'textDocument/semanticTokens/range',
  'textDocument/inlayHint',
  'inlayHint/resolve',
  'workspace/symbol',
  'workspaceSymbol/resolve',
];

const editors = [
  'textDocument/completion',
  'completionItem/resolve',
  'textDocument/codeAction',
  'codeAction/resolve',
  'textDocument/colorPresentation',
  'textDocument/formatting',
  'textDocument/rangeFormatting',
  'textDocument/onTypeFormatting',
  'textDocument/prepareRename',
  'textDocument/rename',
  'textDocument/linkedEditingRange',
  'workspace/willCreateFiles',
  'workspace/willRenameFiles',
  'workspace/willDeleteFiles',
  'workspace/executeCommand',
];

export const askedMethods: ReadonlyMap<string, Right> = new Map([
  ...readers.map((method) => [method, 'read'] as const),
  ...editors.map((method) => [method, 'edit'] as const),
]);

export const formattingMethods: ReadonlySet<string> = new Set([
  'textDocument/formatting',
  'textDocument/rangeFormatting',
]);

/** Answers to these change texts or files: all of them counts, or nothing. */
export const editMethods: ReadonlySet<string> = new Set([
  'textDocument/rename',
  'workspace/willCreateFiles',
  'workspace/willRenameFiles',
  'workspace/willDeleteFiles',
]);

/** Registrations of a server that the host takes care of itself. */
export const ownRegistrations: ReadonlySet<string> = new Set([
  'workspace/didChangeWatchedFiles',
  'workspace/didChangeConfiguration',
  'workspace/didChangeWorkspaceFolders',
  'textDocument/diagnostic',
  'textDocument/didOpen',
  'textDocument/didChange',
  'textDocument/didClose',
  'textDocument/didSave',
  'textDocument/willSave',
  'textDocument/willSaveWaitUntil',
  'workspace/didCreateFiles',
  'workspace/didRenameFiles',
  'workspace/didDeleteFiles',
]);

/** Wishes of a server that something be asked anew. */
export const refreshes: ReadonlySet<string> = new Set([
  'workspace/semanticTokens/refresh',
  'workspace/inlayHint/refresh',
  'workspace/codeLens/refresh',
  'workspace/foldingRange/refresh',
]);
