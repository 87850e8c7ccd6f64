import type { App } from '../../session/app.ts';
import { type NewsSort, newsSorts } from '../../session/news.ts';

const prefix = 'ensemble.notifications';

const descriptions: Record<NewsSort, string> = {
  mentions: 'Tells you when somebody mentions you in the chat, or writes to you alone.',
  messages: 'Tells you of every message in the chat.',
  joins: 'Tells you in the status bar, or on your desktop, who comes into the session.',
  joinRequests: 'Tells your desktop, while you are elsewhere, that somebody asks to be let in.',
  recordings: 'Tells you when somebody begins to record. That you are recorded is always shown.',
  comments: 'Tells you when somebody mentions you in a comment on code.',
  reviews: 'Tells you when somebody opens a review.',
  gatherings: 'Tells you when somebody asks everyone to a line.',
};

export const desktopKey = `${prefix}.desktop`;
export const urgentKey = `${prefix}.urgentBreaksThrough`;
export const keyOf = (sort: NewsSort): string => `${prefix}.${sort}`;

/** Makes the settings of notifications known. */
export function declareSettings({ workbench: { configuration } }: App): void {
  configuration.declare([
    ...newsSorts.map((sort) => ({
      key: keyOf(sort),
      type: 'boolean' as const,
      // Screen readers are told of these by the list of people.
      default: sort !== 'joins',
      description: descriptions[sort],
    })),
    {
      key: desktopKey,
      type: 'boolean',
      default: false,
      description: 'Shows notifications on your desktop while you are in another window. Your browser asks you once.',
    },
    {
      key: urgentKey,
      type: 'boolean',
      default: false,
      description: 'Lets urgent messages through while you do not want to be disturbed.',
    },
  ]);
}
