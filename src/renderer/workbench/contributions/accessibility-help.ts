import {
  AccessibleContentProvider,
  type AccessibleViewProviderId,
  AccessibleViewType,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/accessibility/browser/accessibleView';
import { AccessibleViewRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/accessibility/browser/accessibleViewRegistry';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';

/** Commands of ours that are told, by id, in the order in which they were registered. */
const told = new Map<string, { title: string; hasKey: boolean }>();

/** Notes a command for the help. Returns a function that takes it out again. */
export function tellCommand(id: string, title: string, hasKey: boolean): () => void {
  told.set(id, { title, hasKey });
  return () => told.delete(id);
}

/** Text of the help: the keys of our views, and our commands; those with a key of their own come first. */
function helpWords(): string {
  const all = [...told].map(([id, { title, hasKey }]) => ({ id, title, hasKey }));
  const line = ({ id, title }: { id: string; title: string }) => `- ${title} <keybinding:${id}>`;
  return [
    'You are in a view of Ensemble.',
    'Up and Down go from row to row, Home and End to the first and the last.',
    'Letters go to the next row that begins so.',
    'Enter does what a click does. Tab goes from a row to its own buttons, and on.',
    'These commands have a key:',
    ...all.filter(({ hasKey }) => hasKey).map(line),
    'All others are in the command palette:',
    ...all
      .filter(({ hasKey }) => !hasKey)
      .map(({ title }) => `- ${title}`)
      .sort(),
  ].join('\n');
}

/** Adds the help of our views: `Open Accessibility Help` there lists our commands. */
export function registerAccessibilityHelp(): void {
  AccessibleViewRegistry.register({
    type: AccessibleViewType.Help,
    priority: 120,
    name: 'ensemble',
    when: ContextKeyExpr.regex('focusedView', /^ensemble\./),
    getProvider: () => {
      const before = document.activeElement;
      return new AccessibleContentProvider(
        'ensemble' as AccessibleViewProviderId,
        { type: AccessibleViewType.Help },
        helpWords,
        () => before instanceof HTMLElement && before.focus(),
        'ensemble.accessibility.help',
      );
    },
  });
}
