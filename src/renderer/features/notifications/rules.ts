/** Sorts of news, each of which can be turned off. */
export const sorts = ['mentions', 'messages', 'joins', 'joinRequests', 'recordings'] as const;

export type Sort = (typeof sorts)[number];

/** News of others that somebody may want to hear of. */
export interface News {
  sort: Sort;
  isUrgent: boolean;
}

/** Wishes of the person, and their attention now. */
export interface Attention {
  isOn: (sort: Sort) => boolean;
  /** Do not disturb. */
  isBusy: boolean;
  urgentBreaksThrough: boolean;
  /** True where the desktop may be told: the browser, or the system, has been asked. */
  mayTellDesktop: boolean;
  /** True while the window has the keyboard. */
  isHere: boolean;
  /** True while the news themselves are in view. */
  isInView: boolean;
}

/** Place at which news are told; `quiet` is the status bar, `nowhere` still counts as unread. */
export type Telling = 'desktop' | 'notification' | 'quiet' | 'screen-reader' | 'nowhere';

/** Sorts for which somebody is meant, and not just one of many. */
const isLoud = ({ sort, isUrgent }: News): boolean => isUrgent || sort === 'mentions';

/** Decides where news are told. */
export function tellingOf(news: News, attention: Attention): Telling {
  const { isOn, isBusy, urgentBreaksThrough, mayTellDesktop, isHere, isInView } = attention;
  if (isBusy && !(news.isUrgent && urgentBreaksThrough)) return 'nowhere';
  if (!isOn(news.sort) && !news.isUrgent) return 'nowhere';
  if (isHere && isInView) return 'screen-reader';
  if (!isHere && mayTellDesktop) return 'desktop';
  return isLoud(news) ? 'notification' : 'quiet';
}
