import type { Command } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import type { SourceCommand } from '../ports/source-control.ts';

/** Gives a command as the workbench's views take it. */
export function toCommand({ id, title, tooltip, arguments: given }: SourceCommand): Command {
  return { id, title, ...(tooltip === undefined ? {} : { tooltip }), ...(given ? { arguments: [...given] } : {}) };
}
