import { ICodeEditorService, IEditorService, IQuickInputService } from '@codingame/monaco-vscode-api';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import { encodingNames, encodingTitle } from '../../../shared/text/encodings.ts';
import { encodeAs, type Formatted, formattedText } from '../models/format.ts';
import type { ShownFormat } from '../ports/models.ts';

function activeText(accessor: ServicesAccessor): { text: Formatted; isReadOnly: boolean } | null {
  const model = accessor.get(ICodeEditorService).getActiveCodeEditor()?.getModel() ?? null;
  const text = formattedText(model);
  const input = accessor.get(IEditorService).activeEditor;
  return text && input ? { text, isReadOnly: input.isReadonly() !== false } : null;
}

type Picks = IQuickInputService['pick'];

async function changeEncoding({ text, isReadOnly }: { text: Formatted; isReadOnly: boolean }, pick: Picks) {
  const reopen = { label: 'Reopen with Encoding' };
  const save = { label: 'Save with Encoding' };
  const isOpen = text.shown !== null;
  const actions = [...(text.file ? [reopen] : []), ...(isOpen && !isReadOnly ? [save] : [])];
  if (actions.length === 0) return;
  const action = actions.length === 1 ? actions[0] : await pick(actions, { placeHolder: 'Select Action' });
  if (!action) return;
  const ids: string[] = action === save ? ['utf8', 'utf8bom', ...encodingNames.slice(1)] : [...encodingNames];
  const items = ids.map((id) => ({ id, label: encodingTitle(id), description: id }));
  const now = text.shown?.encoding ?? '';
  const activeItem = items.find(({ id }) => id === now) ?? items.find(({ id }) => now.startsWith(id));
  const chosen = await pick(items, {
    placeHolder: action === save ? 'Select File Encoding to Save with' : 'Select File Encoding to Reopen File',
    matchOnDescription: true,
    ...(activeItem ? { activeItem } : {}),
  });
  if (!chosen) return;
  if (action === save) await encodeAs(text, chosen.id);
  else await text.formatting.reopen(chosen.id);
}

async function changeEol({ text, isReadOnly }: { text: Formatted; isReadOnly: boolean }, pick: Picks): Promise<void> {
  if (isReadOnly || text.shown === null) {
    await pick([{ label: 'The active code editor is read-only.' }]);
    return;
  }
  const { eol: now } = text.shown;
  const kinds: { label: string; eol: ShownFormat['eol'] }[] = [
    { label: 'LF', eol: 'lf' },
    { label: 'CRLF', eol: 'crlf' },
    ...(now === 'cr' ? [{ label: 'CR', eol: 'cr' } as const] : []),
  ];
  const activeItem = kinds.find(({ eol }) => eol === now)!;
  const chosen = await pick(kinds, { placeHolder: 'Select End of Line Sequence', activeItem });
  if (chosen) text.formatting.endLines(chosen.eol);
}

const ours = {
  'workbench.action.editor.changeEncoding': changeEncoding,
  'workbench.action.editor.changeEOL': changeEol,
};

/** Replaces the workbench's commands by our own, for the texts that have a document. */
export function guardFormats(): void {
  for (const [id, run] of Object.entries(ours)) {
    const workbenchs = CommandsRegistry.getCommand(id)?.handler;
    CommandsRegistry.registerCommand(id, async (accessor, ...args) => {
      const active = activeText(accessor);
      if (active === null) return workbenchs?.(accessor, ...args);
      const quickInput = accessor.get(IQuickInputService);
      const editor = accessor.get(ICodeEditorService).getActiveCodeEditor();
      await run(active, quickInput.pick.bind(quickInput) as Picks);
      editor?.focus();
    });
  }
}
