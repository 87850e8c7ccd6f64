import type { NewsSort, ToldNews } from '../../session/news.ts';

/** News of others that somebody may want to hear of. */
export type News = Pick<ToldNews, 'sort' | 'isUrgent' | 'isKept'>;

/** Wishes of the person, and their attention now. */
export interface Attention {
  isOn: (sort: NewsSort) => boolean;
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

/** Place at which news are told; `quiet` is the status bar, `nowhere` still counts as unread, `centre` makes no toast. */
export type Telling = 'desktop' | 'notification' | 'centre' | 'quiet' | 'screen-reader' | 'nowhere';

/** Sorts for which somebody is meant, and not just one of many. */
const loud: readonly NewsSort[] = ['mentions', 'comments', 'reviews', 'gatherings'];

const isLoud = ({ sort, isUrgent }: News): boolean => isUrgent || loud.includes(sort);

/** Decides where news are told. */
export function tellingOf(news: News, attention: Attention): Telling {
  const { isOn, isBusy, urgentBreaksThrough, mayTellDesktop, isHere, isInView } = attention;
  if (!isOn(news.sort) && !news.isUrgent) return 'nowhere';
  if (isBusy && !(news.isUrgent && urgentBreaksThrough)) return news.isKept ? 'centre' : 'nowhere';
  if (isHere && isInView) return 'screen-reader';
  if (!isHere && mayTellDesktop) return 'desktop';
  return isLoud(news) ? 'notification' : 'quiet';
}
