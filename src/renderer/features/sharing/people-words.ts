import { initialsOf } from '../../ui/initials.ts';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import type { StatusBarEntry } from '../../workbench/index.ts';

const shownInitials = 4;

/** Status bar text about the people who are here. */
export function peopleWords(
  rows: readonly PersonRow[],
): Pick<StatusBarEntry, 'icon' | 'text' | 'ariaLabel' | 'tooltip'> {
  const here = rows.filter((row) => row.isMe || isHere(row));
  const names = here.map(({ name, isMe }) => (isMe ? `${name} (you)` : name));
  const others = here.filter(({ isMe }) => !isMe);
  const initials = others.slice(0, shownInitials).map(({ name }) => initialsOf(name));
  const more = others.length > shownInitials ? ` +${others.length - shownInitials}` : '';
  return {
    icon: 'organization',
    text: `${here.length}${initials.length > 0 ? `  ${initials.join(' ')}${more}` : ''}`,
    ariaLabel: `Here: ${names.join(', ')}`,
    tooltip: `Here: ${names.join(', ')}`,
  };
}
