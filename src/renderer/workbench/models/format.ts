import { ICodeEditorService, IEditorService, IQuickInputService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { EndOfLineSequence, type ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { CommandsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/platform/commands/common/commands';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import { SaveReason } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import {
  EncodingMode,
  type ITextFileEditorModel,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import { encodingNames, encodingTitle } from '../../../shared/text/encodings.ts';
import type { Formatting, ShownFormat } from '../ports/models.ts';

interface Formatted {
  file: ITextFileEditorModel | null;
  formatting: Formatting;
  shown: ShownFormat | null;
}

const texts = new WeakMap<ITextModel, Formatted>();

/** What the editors' service of the file has beside its published type. */
type OfFile = Pick<TextFileEditorModel, 'getEncoding' | 'setEncoding'> & { _onDidChangeEncoding: { fire(): void } };

/** Has choices of how a text is written come to its document, or gives them back to the editor with null. */
export function setFormatting(
  model: ITextModel,
  file: ITextFileEditorModel | null,
  formatting: Formatting | null,
): void {
  if (formatting === null) {
    texts.delete(model);
    if (file) for (const name of ['getEncoding', 'setEncoding'] as const) Reflect.deleteProperty(file, name);
    return;
  }
  const text: Formatted = { file, formatting, shown: texts.get(model)?.shown ?? null };
  texts.set(model, text);
  if (!(file instanceof TextFileEditorModel)) return;
  const own = TextFileEditorModel.prototype;
  // On the file itself: the status bar, the commands and the interface for extensions all ask there.
  Object.assign(file, {
    getEncoding: () => text.shown?.encoding ?? own.getEncoding.call(file),
    setEncoding: async (encoding: string, mode: EncodingMode) => {
      if (mode === EncodingMode.Encode) await encodeAs(text, encoding);
      else await formatting.reopen(encoding);
    },
  } satisfies Pick<OfFile, 'getEncoding' | 'setEncoding'>);
}

async function encodeAs({ file, formatting }: Formatted, encoding: string): Promise<void> {
  formatting.encode(encoding);
  await file?.save({ force: true, reason: SaveReason.EXPLICIT });
}

const told = new Emitter<void>();

/** Tells that a text is shown to be written in another way. */
export const onFormatShown = told.event;

/** Shows how a text is written. Gives what the text's lines end with for the editor, which knows no CR. */
export function showFormat(model: ITextModel, shown: ShownFormat): EndOfLineSequence {
  const text = texts.get(model);
  if (text) {
    const isNew = text.shown?.encoding !== shown.encoding;
    text.shown = shown;
    told.fire();
    if (isNew && text.file) (text.file as unknown as OfFile)._onDidChangeEncoding.fire();
  }
  return shown.eol === 'crlf' ? EndOfLineSequence.CRLF : EndOfLineSequence.LF;
}

/** How the text of the active editor is shown to be written; null where the editor's own rule holds. */
export function shownFormat(model: ITextModel | null): ShownFormat | null {
  return (model && texts.get(model)?.shown) ?? null;
}

function activeText(accessor: ServicesAccessor): { text: Formatted; isReadOnly: boolean } | null {
  const model = accessor.get(ICodeEditorService).getActiveCodeEditor()?.getModel() ?? null;
  const text = model && texts.get(model);
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

/** Puts our own ways in place of the workbench's commands, for the texts that have a document. */
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
