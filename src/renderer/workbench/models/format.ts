import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { EndOfLineSequence, type ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import { SaveReason } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/editor';
import { TextFileEditorModel } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textFileEditorModel';
import {
  EncodingMode,
  type ITextFileEditorModel,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/textfile/common/textfiles';
import type { Formatting, ShownFormat } from '../ports/models.ts';

/** A text whose format its document says. */
export interface Formatted {
  file: ITextFileEditorModel | null;
  formatting: Formatting;
  shown: ShownFormat | null;
}

const texts = new WeakMap<ITextModel, Formatted>();

/** Members of the editors' service of the file beside its published type. */
type OfFile = Pick<TextFileEditorModel, 'getEncoding' | 'setEncoding'> & { _onDidChangeEncoding: { fire(): void } };

/** Sends choices of a text's format to its document, or gives them back to the editor with null. */
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

/** Sets the encoding of a text, and saves it. */
export async function encodeAs({ file, formatting }: Formatted, encoding: string): Promise<void> {
  formatting.encode(encoding);
  await file?.save({ force: true, reason: SaveReason.EXPLICIT });
}

const told = new Emitter<void>();

/** Fires when a text's shown format has changed. */
export const onFormatShown = told.event;

/** Shows a text's format. Gives its line ends for the editor, which knows no CR. */
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

/** Shown format of the active editor's text; null where the editor's own rule holds. */
export function shownFormat(model: ITextModel | null): ShownFormat | null {
  return (model && texts.get(model)?.shown) ?? null;
}

/** Finds a text that has a document, with the handlers for its format; null for one that is the editor's own. */
export function formattedText(model: ITextModel | null): Formatted | null {
  return (model && texts.get(model)) ?? null;
}
