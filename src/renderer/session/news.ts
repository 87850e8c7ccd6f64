/** Sorts of news, each of which can be turned off. */
export const newsSorts = [
  'mentions',
  'messages',
  'joins',
  'joinRequests',
  'recordings',
  'comments',
  'reviews',
  'gatherings',
] as const;

export type NewsSort = (typeof newsSorts)[number];

/** News of others in words, and what they lead to. */
export interface ToldNews {
  sort: NewsSort;
  isUrgent: boolean;
  /** True where no view counts them as unread: they wait among the notifications of who does not want to be disturbed. */
  isKept?: true;
  /** Time of what happened. */
  atMs: number;
  words: string;
  /** Name of a view that shows them already; null for none. */
  view: string | null;
  open: () => unknown;
  button: string;
}

let listener: (news: ToldNews) => void = () => undefined;

/** Tells this window's person news, in the way that they want to be told of their sort. */
export const tellNews = (news: ToldNews): void => listener(news);

/** Hears all news that features tell. */
export function onNews(hear: (news: ToldNews) => void): void {
  listener = hear;
}
