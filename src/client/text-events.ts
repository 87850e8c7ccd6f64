import type { TextEdit } from '../shared/text/edits.ts';
import type { Reverted } from './reverting.ts';
import type { Step } from './undo-stack.ts';

/** What happens in a shared text. */
export interface TextEvents extends Record<string, unknown> {
  /** Others' edits, undo and redo, counted from the text before. */
  edited: TextEdit[];
  /** Any change, whoever made it. */
  changed: null;
  /** What a logged edit of somebody else did. */
  stepped: { step: Step; author: string };
  /** Somebody else took the text back to what the disk holds. */
  reverted: Reverted;
  /** The copy was made anew from the log. */
  rebuilt: null;
}
