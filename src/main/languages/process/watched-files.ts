import type { FileChange } from '../../../shared/capabilities/files/methods.ts';
import type { Places } from '../wire/places.ts';

const kinds = { created: 1, changed: 2, deleted: 3 } as const;
/** Most changes that a server is told at once; beyond that it is told of none, as after a checkout it looks itself. */
const mostAtOnce = 2000;

/** Changes on the disk for a server: it watches nothing itself. */
export function changesFor(changes: readonly FileChange[], places: Places): { uri: string; type: number }[] {
  if (changes.length > mostAtOnce) return [{ uri: places.uriOf(''), type: kinds.changed }];
  return changes.map(({ path, type }) => ({ uri: places.uriOf(path), type: kinds[type] }));
}
