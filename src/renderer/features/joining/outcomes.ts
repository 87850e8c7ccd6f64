import type { LinkStatus } from '../../../client/link.ts';

type Ended = Extract<LinkStatus, { is: 'ended' }>;

/** Status of the page while it connects. */
export function progressWords(status: Exclude<LinkStatus, Ended>): string {
  switch (status.is) {
    case 'connecting':
      return 'Connecting…';
    case 'waiting':
      return status.message;
    case 'offline':
      return 'The server cannot be reached; trying again…';
    case 'online':
      return 'You are in. Opening the folder…';
  }
}

/**
 * Words of the page, and of its button, when I am not let in.
 * @param invited false where somebody came back without an invite, by what this browser keeps of them
 */
export function endWords(
  { code, message }: Pick<Ended, 'code' | 'message'>,
  invited = true,
): {
  title: string;
  text: string;
  button: string;
} {
  switch (code) {
    case 'denied':
      return { title: 'You were not let in', text: message, button: 'Ask again' };
    case 'removed':
      return { title: 'You were removed', text: message, button: 'Ask again' };
    case 'ended':
      return {
        title: 'This session has ended',
        text: `${message} Ask for a new link when it is shared again.`,
        button: 'Try again',
      };
    case 'bad-credential':
    case 'not-found':
      if (!invited)
        return {
          title: 'You are not in this session any more',
          text: 'Open your invite link again, or ask the host for a new one.',
          button: 'Try again',
        };
      return { title: 'This link does not open anything', text: message, button: 'Try again' };
    case 'version':
      return { title: 'Different versions of Ensemble', text: message, button: 'Reload' };
    default:
      return { title: 'Joining did not work', text: message, button: 'Try again' };
  }
}
