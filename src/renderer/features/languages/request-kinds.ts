/**
 * Requests whose answers the editors ask for anew by themselves after every change of the text, whoever made it: an
 * answer about another text than the one of the question is worth nothing, and its numbers could not be carried over.
 */
export const askedAnew: ReadonlySet<string> = new Set([
  'textDocument/semanticTokens/full',
  'textDocument/semanticTokens/full/delta',
  'textDocument/semanticTokens/range',
  'textDocument/foldingRange',
  'textDocument/documentSymbol',
  'textDocument/codeLens',
  'textDocument/inlayHint',
  'textDocument/documentLink',
  'textDocument/documentColor',
  'textDocument/selectionRange',
  'textDocument/linkedEditingRange',
  'textDocument/documentHighlight',
]);

/** Requests during which the editors give up where the text changes: others' edits wait for their end. */
export const steady: ReadonlySet<string> = new Set([
  'textDocument/formatting',
  'textDocument/rangeFormatting',
  'textDocument/rangesFormatting',
  'textDocument/onTypeFormatting',
  'textDocument/prepareRename',
  'textDocument/rename',
  'codeAction/resolve',
]);

/** Requests that are answered by changes of several texts. */
export const editsOfSeveral: ReadonlySet<string> = new Set([
  'textDocument/rename',
  'codeAction/resolve',
  'workspace/willRenameFiles',
  'workspace/willCreateFiles',
  'workspace/willDeleteFiles',
]);

/** Requests that fill in an item of an earlier answer. */
export const resolving: ReadonlySet<string> = new Set([
  'completionItem/resolve',
  'codeAction/resolve',
  'codeLens/resolve',
  'inlayHint/resolve',
  'documentLink/resolve',
]);

/** Notifications by which clients tell of texts and files: the host does that, for all windows. */
export function isHostsAffair(method: string): boolean {
  return /^(textDocument\/did|workspace\/did|notebookDocument\/|textDocument\/will)/.test(method);
}
