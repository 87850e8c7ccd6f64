import { initialsOf } from '../../ui/initials.ts';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

const shownInitials = 4;

/** Status bar text about the people who are here, and how many wait for my answer. */
export function peopleWords(
  rows: readonly PersonRow[],
  waiting = 0,
): Pick<StatusBarEntry, 'icon' | 'text' | 'ariaLabel' | 'tooltip'> {
  const here = rows.filter((row) => row.isMe || isHere(row));
  const names = here.map(({ name, isMe }) => (isMe ? `${name} (you)` : name));
  const others = here.filter(({ isMe }) => !isMe);
  const initials = others.slice(0, shownInitials).map(({ name }) => initialsOf(name));
  const more = others.length > shownInitials ? ` +${others.length - shownInitials}` : '';
  const door = waiting > 0 ? `${waiting} waiting` : '';
  const words = [door === '' ? '' : `${door} to be let in`, `Here: ${names.join(', ')}`].filter((part) => part !== '');
  return {
    icon: 'organization',
    text: `${here.length}${initials.length > 0 ? `  ${initials.join(' ')}${more}` : ''}${door === '' ? '' : ` · ${door}`}`,
    ariaLabel: words.join('; '),
    tooltip: words.join('; '),
  };
}
