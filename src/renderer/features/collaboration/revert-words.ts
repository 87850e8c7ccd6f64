import type { StandingStep } from '../../../client/standing-step.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';

const quoted = (text: string) => `“${beginningOf(text.trim() === '' ? text.replaceAll('\n', '⏎') : text)}”`;

/** Effect of an edit in words of the text itself: `wrote “x” and deleted “y”`; null where nothing of it is left. */
export function editInWords({ inserted, deleted }: StandingStep): string | null {
  const parts = [
    inserted === '' ? '' : `wrote ${quoted(inserted)}`,
    deleted === '' ? '' : `deleted ${quoted(deleted)}`,
  ].filter((part) => part !== '');
  return parts.length === 0 ? null : parts.join(' and ');
}
