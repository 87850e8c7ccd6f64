import { Schemas } from '@codingame/monaco-vscode-api/vscode/vs/base/common/network';
import { Range } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/core/range';
import { CompletionItemKind } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import { ILanguageFeaturesService } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/services/languageFeatures.service';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';

/** Completes `@name` where a comment is written. */
export function completeNames(names: () => readonly string[]): void {
  StandaloneServices.get(ILanguageFeaturesService).completionProvider.register(
    { scheme: Schemas.commentsInput },
    {
      _debugDisplayName: 'ensemble.mentions',
      triggerCharacters: ['@'],
      provideCompletionItems: (model, { lineNumber, column }) => {
        const before = model.getLineContent(lineNumber).slice(0, column - 1);
        const at = /(?:^|\s)@[^@]{0,60}$/.exec(before);
        if (!at) return { suggestions: [] };
        const range = new Range(lineNumber, before.lastIndexOf('@') + 1, lineNumber, column);
        const suggestions = names().map((name) => ({
          label: name,
          kind: CompletionItemKind.User,
          filterText: `@${name}`,
          insertText: `@${name} `,
          range,
        }));
        return { suggestions };
      },
    },
  );
}
