import { parseInviteLink } from './invite-link.ts';
import { isWatchLink } from './watch-link.ts';

/** Fault of a pasted text as a link to a session or to a recording, in words; null for either. */
export function faultOfLink(text: string): string | null {
  if (isWatchLink(text)) return null;
  try {
    parseInviteLink(text);
    return null;
  } catch (thrown) {
    return (thrown as Error).message;
  }
}
