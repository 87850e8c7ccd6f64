import type { AgentCall } from '../shared/capabilities/documents/kinds.ts';
import type { TextEdit } from '../shared/text/edits.ts';
import type { Reverted } from './reverting.ts';
import type { Step } from './undo-stack.ts';

/** Events of a shared text. */
export interface TextEvents extends Record<string, unknown> {
  /** Changes of the text, whoever made them, counted from the text before. */
  edited: TextEdit[];
  /** Any change, whoever made it. */
  changed: null;
  /** Effect of a logged edit of somebody else. */
  stepped: { step: Step; author: string; atMs: number; work: AgentCall };
  /** A revert to the disk's text by somebody else. */
  reverted: Reverted;
  /** The copy was made anew from the log. */
  rebuilt: null;
}
