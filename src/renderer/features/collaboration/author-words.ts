import type { AuthorRange } from '../../../client/authorship.ts';
import type { Manner } from '../../../shared/capabilities/documents/text-facts.ts';
import { listNames } from '../../ui/words.ts';

const how: Record<Manner, string> = {
  typed: 'Written by',
  pasted: 'Pasted by',
  formatted: 'Formatted by',
  restored: 'Written and brought back by',
  disk: 'Changed on the disk by',
  agent: 'Written by the agent',
  reverted: 'brought back from the disk',
};

/** Describes the author, the manner and the time of a stretch of text, as far as this window knows. */
export function authorInWords({ by, atMs }: AuthorRange, nameOf: (author: string) => string): string {
  if (by === null) return 'Just typed here';
  const time =
    atMs === null ? '' : `, ${new Date(atMs).toLocaleString([], { dateStyle: 'medium', timeStyle: 'short' })}`;
  if (by.author === 'disk' && by.beside !== undefined)
    return `Unverified: written on the disk while ${listNames(by.beside.map(nameOf))} worked${time}`;
  if (by.author === 'disk') return `From the files on the disk${time}`;
  return `${how[by.manner]} ${nameOf(by.author)}${time}`;
}

/** Describes each author's share of a text, the largest first, and how much of it was pasted. */
export function sharesInWords(stretches: readonly AuthorRange[], nameOf: (author: string) => string): string[] {
  const totals = new Map<string, { all: number; pasted: number }>();
  let sum = 0;
  for (const { length, by } of stretches) {
    if (by === null) continue;
    const total = totals.get(by.author) ?? { all: 0, pasted: 0 };
    totals.set(by.author, total);
    total.all += length;
    if (by.manner === 'pasted') total.pasted += length;
    sum += length;
  }
  return [...totals]
    .sort(([, a], [, b]) => b.all - a.all)
    .map(([author, { all, pasted }]) => {
      const part = pasted === 0 ? '' : `, ${pasted} of them pasted`;
      return `${nameOf(author)} ${Math.round((all / sum) * 100)}% (${all} characters${part})`;
    });
}
