import type { IMarkdownString } from '@codingame/monaco-vscode-api/vscode/vs/base/common/htmlContent';
import { markdownOf } from '../../../shared/text/shown.ts';
import type { ReadOnlyReason } from '../ports/workbench.ts';

/** Writes a reason as the Markdown that editors show on typing: of commands, only the one that it offers can be run. */
export function messageOf(reason: ReadOnlyReason | null): IMarkdownString {
  if (reason === null) return { value: '' };
  const { words, offer } = reason;
  const value = markdownOf(words);
  if (offer === undefined) return { value };
  return {
    value: `${value} [${markdownOf(offer.label)}](command:${offer.command})`,
    isTrusted: { enabledCommands: [offer.command] },
  };
}
