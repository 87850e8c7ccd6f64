import type { SharedLineAt } from '../../../shared/capabilities/copies/copies.ts';
import { listNames } from '../../ui/words.ts';

/** Choices for lines in which two people's unsaved edits are one thing. */
export const choiceWords = ['Take Both', 'Take Neither'] as const;

/** A copy, and the names of people for who reads about it. */
interface NeededEdits {
  shared: readonly SharedLineAt[];
  takesBoth: boolean;
  /** Name of the person whose copy it is; null for the reader's own. */
  copyOf: string | null;
  /** Name of a person; null for the reader. */
  nameOf: (person: string) => string | null;
}

/** Words about such lines: `needs Ada’s edit`, and the whole of it. */
export function needWords({ shared, takesBoth, copyOf, nameOf }: NeededEdits): { short: string; long: string } {
  const names = [...new Set(shared.flatMap(({ people }) => people))].map(nameOf);
  const others = names.filter((name) => name !== null).sort();
  const owners = [...(names.includes(null) ? ['your'] : []), ...(others.length > 0 ? [`${listNames(others)}’s`] : [])];
  const whose = `${owners.join(' and ')} edit`;
  const copy = copyOf === null ? 'The clean copy' : `${copyOf}’s clean copy`;
  const title = copyOf === null ? 'Clean copy' : copy;
  const [first] = shared;
  const more = shared.length === 1 ? '' : ` and ${shared.length - 1} more`;
  const where = first === undefined ? '' : `${first.path}, line ${first.line}${more}`;
  const now = takesBoth ? 'It has both edits now.' : 'It has neither edit now, and the line as it is saved.';
  return {
    short: takesBoth ? `${title}: with ${whose}` : `${title}: needs ${whose}`,
    long: `${copy} needs ${whose}, since both are in the same unsaved line (${where}). ${now}`,
  };
}
