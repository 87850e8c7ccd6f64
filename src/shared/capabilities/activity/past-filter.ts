import type { PastEvent } from './methods.ts';

/** Choice among what has happened, from the wire or of a program; what is left out is no condition. */
interface Choice {
  readonly kinds?: readonly string[] | undefined;
  readonly without?: readonly string[] | undefined;
  readonly person?: string | undefined;
  readonly path?: string | undefined;
}

const isOf = (kind: string, kinds: readonly string[]) =>
  kinds.some((each) => kind === each || (each.endsWith('.') && kind.startsWith(each)));

/** Says whether an event is among those that are chosen. */
export function isChosen({ kind, person, path }: Pick<PastEvent, 'kind' | 'person' | 'path'>, choice: Choice): boolean {
  const { kinds, without = [] } = choice;
  return (
    (kinds === undefined || isOf(kind, kinds)) &&
    !isOf(kind, without) &&
    (choice.person === undefined || person === choice.person) &&
    (choice.path === undefined || path === choice.path || path?.startsWith(`${choice.path}/`) === true)
  );
}
