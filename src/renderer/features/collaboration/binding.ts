import type { Manner, TextDocument } from '../../../client/text-document.ts';
import { diffTexts } from '../../../shared/text/diff.ts';
import type { TextEdit } from '../../../shared/text/edits.ts';
import { rebaseEdits } from '../../../shared/text/rebase-edits.ts';
import { type ComposingModel, Composition } from './composition.ts';

/** Part of an editor's text that a binding needs. The workbench's models have more. */
export interface BoundModel extends ComposingModel {
  getValue(): string;
  /** Called with edits of this window, counted from the text before the batch, the last first. */
  onLocalChange(listener: (changes: readonly TextEdit[], manner: Manner) => void): () => void;
}

/** The tie between an editor's text and its document. */
export interface Binding extends Pick<Composition, 'pause' | 'place'> {
  stop(): void;
}

/**
 * Keeps an editor's text and a shared document equal. Text typed since `before`, with which the editor was opened, is
 * carried over.
 */
export function bind(model: BoundModel, document: TextDocument, before: string): Binding {
  const typed = diffTexts(before, model.getValue());
  if (typed.length > 0) document.edit(rebaseEdits(typed, before, document.toString()));
  const composition = new Composition(model, document);
  const equalise = () => {
    composition.forget();
    const edits = diffTexts(model.getValue(), document.toString());
    if (edits.length > 0) model.applyRemote(edits);
  };
  equalise();
  // Edits of this editor that it shows already. Another one of the same text, as after a rename, shows them as others'.
  let isOwn = false;
  const stopLocal = model.onLocalChange((changes, manner) => {
    isOwn = true;
    const isChanged = document.edit(composition.mine(changes.toReversed()), manner);
    isOwn = false;
    if (isChanged) equalise();
  });
  const stopEdits = document.onEdits((edits) => {
    // While a copy is made anew the editor shows another text; `rebuilt` makes them equal.
    if (!isOwn && document.status !== 'rebuilding') composition.show(edits);
    isOwn = false;
  });
  const stopRebuilt = document.onRebuilt(equalise);
  return {
    pause: () => composition.pause(),
    place: (offset, from) => composition.place(offset, from),
    stop: () => {
      stopLocal();
      stopEdits();
      stopRebuilt();
      composition.stop();
    },
  };
}
