import type { Approval } from '../../../shared/capabilities/approvals/approval-state.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import { lineWords } from '../../ui/line-words.ts';
import { listNames } from '../../ui/words.ts';

/** Most files that the words name. */
const mostNamed = 3;

/** Describes the work that an act would go over, of the person who is asked; null for other questions. */
export function workWords({ wish }: Pick<Approval, 'wish'>, whose: { isMine: boolean; name: string }): string | null {
  if (wish?.is !== 'tree') return null;
  const has = whose.isMine ? 'You have' : `${whose.name} has`;
  const kinds = [
    ['unsaved', wish.files.filter(({ isSaved }) => !isSaved)],
    ['uncommitted', wish.files.filter(({ isSaved }) => isSaved)],
  ] as const;
  const named = kinds.flatMap(([kind, files]) => {
    if (files.length === 0) return [];
    const paths = files.slice(0, mostNamed).map(({ path }) => lineWords(plainWords(path)));
    const rest = files.length - paths.length;
    const more = rest > 0 ? [`${rest} more`] : [];
    return [`${kind} work in ${listNames([...paths, ...more], mostNamed + 1)}`];
  });
  const { more } = wish;
  const others = more === 1 ? 'work in a file that is not named here' : `work in ${more} files that are not named here`;
  return `${has} ${[...named, ...(more > 0 ? [others] : [])].join(', and ')}.`;
}

/** Tells what becomes of the work where an act goes over it; null for other questions. */
export function keptWords({ wish }: Pick<Approval, 'wish'>, asker: string): string | null {
  if (wish?.is !== 'tree') return null;
  const kept = 'If you go ahead, what the files hold is kept as a stash';
  if (wish.more === 0) return `${kept}, and unsaved text stays in the texts.`;
  return `${kept}, other than files that ${asker} does not see. Unsaved text stays in the texts.`;
}
