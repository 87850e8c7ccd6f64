import { z } from 'zod';
import type { Caller } from '../../shared/workspace/contract.ts';
import { foldName, namesItMayCopy } from './folded-path.ts';
import { patternSource } from './glob-pattern.ts';
import { hiddenByDefault } from './hidden-by-default.ts';
import { isTemporary, temporaryGlob } from './temporary-names.ts';

const pattern = z
  .string()
  .min(1)
  .max(500)
  .refine(isPattern, { error: 'This is not a pattern; patterns look like *.pem, docs/private or **/*.draft.md.' });

/**
 * What the host shares. `shown` lifts what is hidden by default or by `hidden`, each part of a path by itself:
 * showing a folder does not show the keys in it, and a file in a hidden folder needs both to be shown.
 */
export const sharingSettings = z.object({
  hidden: z.array(pattern).max(500).default([]),
  shown: z.array(pattern).max(500).default([]),
  readOnly: z.array(pattern).max(500).default([]),
});

export type SharingSettings = z.output<typeof sharingSettings>;

/** The host's sharing rules, for guests; by relative path, and by path alone: what is on the disk plays no part. */
export interface Visibility {
  isHidden(path: string): boolean;
  isReadOnly(path: string): boolean;
  /** What may be left out of a search from the start; its results must be filtered all the same. */
  readonly hiddenGlobs: readonly string[];
}

/** What one caller may see and change, by relative path. */
export interface View {
  readonly isOwner: boolean;
  sees(path: string): boolean;
  mayChange(path: string): boolean;
  readonly hiddenGlobs: readonly string[];
}

/** Gives the rules for the host's settings, which have passed `sharingSettings`. */
export function createVisibility(settings: SharingSettings): Visibility {
  const hidden = matcher([...hiddenByDefault, ...settings.hidden]);
  const shown = matcher(settings.shown);
  const readOnly = matcher(settings.readOnly);
  return {
    isHidden: anyPrefix((folder, names) => hidden(folder, names) && !shown(folder, names.slice(0, 1))),
    isReadOnly: anyPrefix(readOnly),
    // A glob cannot say "but not these", so with exceptions only the filter decides.
    hiddenGlobs: settings.shown.length > 0 ? [] : [...hiddenByDefault, ...settings.hidden],
  };
}

/** Gives what the caller may see: the owner everything but our temporary files, a guest what the rules leave. */
export function viewOf(caller: Pick<Caller, 'isOwner'>, visibility: Visibility): View {
  if (caller.isOwner) {
    const sees = (path: string) => !isTemporary(path);
    return { isOwner: true, sees, mayChange: sees, hiddenGlobs: [temporaryGlob] };
  }
  const sees = (path: string) => !isTemporary(path) && !visibility.isHidden(path);
  return {
    isOwner: false,
    sees,
    mayChange: (path) => sees(path) && !visibility.isReadOnly(path),
    hiddenGlobs: [temporaryGlob, ...visibility.hiddenGlobs],
  };
}

type Test = (folder: string, names: readonly string[]) => boolean;

/** Asks of a path and of each folder above it, since what is in a hidden folder is hidden. */
function anyPrefix(test: Test): (path: string) => boolean {
  const none = { matches: false, folded: '' };
  const folders = new Map([['', none]]);
  function answer(path: string): { matches: boolean; folded: string } {
    if (path === '') return none;
    const folder = path.slice(0, Math.max(0, path.lastIndexOf('/')));
    const above = folders.get(folder) ?? remember(folder);
    if (above.matches) return above;
    const name = foldName(path.slice(path.lastIndexOf('/') + 1));
    return { matches: test(above.folded, namesItMayCopy(name)), folded: `${above.folded}${name}/` };
  }
  /** A search asks of many files in the same folders. */
  function remember(folder: string): { matches: boolean; folded: string } {
    if (folders.size > maxRemembered) folders.clear();
    const found = answer(folder);
    folders.set(folder, found);
    return found;
  }
  return (path) => answer(path).matches;
}

const maxRemembered = 10_000;

function matcher(patterns: readonly string[]): Test {
  const parsed = patterns.map(patternSource);
  const names = either(parsed.filter(({ anyDepth }) => anyDepth));
  const paths = either(parsed.filter(({ anyDepth }) => !anyDepth));
  return (folder, candidates) =>
    candidates.some((name) => names?.test(name) === true || paths?.test(folder + name) === true);
}

function either(patterns: readonly { source: string }[]): RegExp | null {
  return patterns.length === 0 ? null : new RegExp(`^(?:${patterns.map(({ source }) => source).join('|')})$`, 'u');
}

function isPattern(text: string): boolean {
  try {
    return !text.startsWith('!') && !text.includes('\\') && patternSource(text).source !== '';
  } catch {
    return false;
  }
}
