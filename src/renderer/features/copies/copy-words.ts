import type { SharedLineAt } from '../../../shared/capabilities/copies/copies.ts';
import { listNames } from '../../ui/words.ts';

/** Choices for lines in which two people's unsaved edits are one thing. */
export const choiceWords = ['Take Both', 'Take Neither'] as const;

/** Words about such lines: `needs Ada’s edit`, and the whole of it. */
export function needWords(
  shared: readonly SharedLineAt[],
  namesOf: (people: readonly string[]) => string[],
  takesBoth: boolean,
): { short: string; long: string } {
  const names = [...new Set(shared.flatMap(({ people }) => namesOf(people)))].sort();
  const whose = `${listNames(names)}’s edit`;
  const [first] = shared;
  const more = shared.length === 1 ? '' : ` and ${shared.length - 1} more`;
  const where = first === undefined ? '' : `${first.path}, line ${first.line}${more}`;
  const now = takesBoth ? 'It has both edits now.' : 'It has neither edit now, and the line as it is saved.';
  return {
    short: takesBoth ? `Clean copy: with ${whose}` : `Clean copy: needs ${whose}`,
    long: `The clean copy needs ${whose}, since both are in the same unsaved line (${where}). ${now}`,
  };
}
