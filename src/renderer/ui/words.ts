import { hasRight, type Role } from '../../shared/core/rights.ts';
import { agoInWords } from '../../shared/text/age.ts';

/** Describes the abilities of a role, as the end of "You can …". */
export function abilitiesOf(role: Role): string {
  const able = ['look at the files'];
  if (hasRight(role, 'edit')) able.push('edit and save them');
  if (hasRight(role, 'git.push')) able.push('fetch, pull and push');
  if (hasRight(role, 'admit')) able.push('let others in');
  if (hasRight(role, 'host')) able.push('host the session from their own machine');
  able.push('follow others');
  const words = `${able.slice(0, -1).join(', ')} and ${able.at(-1)}`;
  if (hasRight(role, 'edit')) return words;
  // The two roles without edits are told apart by this.
  return hasRight(role, 'annotate')
    ? `${words}, and take part in comments and calls where there are any`
    : `${words}, but take no part in comments and calls`;
}

/** Describes a request to join. The name is only what the person typed: nothing shows that it is theirs. */
export function requestWords(name: string, role: Role): string {
  const wish = hasRight(role, 'edit') ? 'edit' : hasRight(role, 'annotate') ? 'look and comment' : 'look';
  return `Someone with your link, calling themselves “${name}”, asks to ${wish}.`;
}

/** Describes a request to join of somebody who was removed. */
export function returnWords(name: string, role: Role, removedMs: number, nowMs: number): string {
  return `${requestWords(name, role)} They were removed ${agoInWords(removedMs, nowMs)}.`;
}

/** Gives a role with its article: `an editor`. */
export function aRole(role: Role): string {
  return /^[aeiou]/.test(role) ? `an ${role}` : `a ${role}`;
}

/** Words of a choice of roles: each begins with the role's name, so that typing `viewer` finds it before `reviewer`. */
export function roleWords(role: Role, description: string): { label: string; description: string } {
  return { label: role[0]!.toUpperCase() + role.slice(1), description };
}

/** Lists names: `Ada`, `Ada and Bob`, `Ada, Bob and Cleo`, `Ada, Bob and 3 others`. */
export function listNames(names: readonly string[], most = 3): string {
  if (names.length <= 1) return names[0] ?? '';
  if (names.length <= most) return `${names.slice(0, -1).join(', ')} and ${names.at(-1)}`;
  return `${names.slice(0, most - 1).join(', ')} and ${names.length - most + 1} others`;
}

/** Words with a number of things: `1 line`, `2 lines`. */
export const counted = (count: number, one: string, several = `${one}s`): string =>
  `${count} ${count === 1 ? one : several}`;
