import { z } from 'zod';
import { isWithin, leadsTo } from '../../shared/core/sight.ts';
import type { Caller } from '../../shared/session/contract.ts';
import { foldName } from '../../shared/text/folded-name.ts';
import { type Glob, globsOf, isPattern, isPatternOfPaths } from '../../shared/text/glob-pattern.ts';
import { hiddenByDefault } from './hidden-by-default.ts';
import { namesItMayCopy } from './possible-copies.ts';
import { isTemporary, temporaryGlob } from './temporary-names.ts';

const pattern = z
  .string()
  .min(1)
  .max(500)
  .refine(isPattern, { error: 'This is not a pattern; patterns look like *.pem, docs/private or **/*.draft.md.' });

/**
 * Sharing settings of the host. `shown` lifts hiding by default or by `hidden`, for each part of a path by itself:
 * showing a folder does not show the keys in it, and a file in a hidden folder needs both to be shown.
 */
export const sharingSettings = z.object({
  hidden: z.array(pattern).max(500).default([]),
  shown: z.array(pattern).max(500).default([]),
  readOnly: z.array(pattern).max(500).default([]),
});

export type SharingSettings = z.output<typeof sharingSettings>;

/**
 * Takes a leading `./` for what it means, and leaves out patterns that fit no path: a file with such a one holds for all
 * else that it says. Gives those that it left out as well.
 */
export function withoutVainPatterns(settings: SharingSettings): { settings: SharingSettings; vain: string[] } {
  const rooted = (text: string) => text.replace(/^(?:\.\/)+(?=.)/, '/');
  const listed = (list: readonly string[]) => list.map(rooted).filter(isPatternOfPaths);
  const { hidden, shown, readOnly } = settings;
  const vain = [...hidden, ...shown, ...readOnly].filter((text) => !isPatternOfPaths(rooted(text)));
  return { settings: { hidden: listed(hidden), shown: listed(shown), readOnly: listed(readOnly) }, vain };
}

/** The host's sharing rules, for guests; by relative path, and by path alone: the disk plays no part. */
export interface Visibility {
  isHidden(path: string): boolean;
  isReadOnly(path: string): boolean;
  /** Globs of files that a search may leave out from the start; its results must be filtered all the same. */
  readonly hiddenGlobs: readonly string[];
}

/** One caller's rights to see and change files, by relative path. */
export interface View {
  readonly isOwner: boolean;
  /** True for somebody to whom the folder is limited. */
  readonly isLimited?: boolean;
  sees(path: string): boolean;
  /** Says whether more than the name may be told: not of a folder that only leads to what is seen. */
  reads(path: string): boolean;
  mayChange(path: string): boolean;
  readonly hiddenGlobs: readonly string[];
}

/** Makes the rules from the host's settings, which have passed `sharingSettings`. */
export function createVisibility(settings: SharingSettings): Visibility {
  const hidden = matcher([...hiddenByDefault, ...settings.hidden]);
  const shown = matcher(settings.shown);
  const readOnly = matcher(settings.readOnly);
  const hides = anyPrefix((folder, name, copies) => hidden(folder, copies) && !shown(folder, [name]));
  return {
    // A single name here may be folders on the machine that made the disk: a backslash hides as a slash would.
    isHidden: (path) => hides(path) || (path.includes('\\') && hides(path.replaceAll('\\', '/'))),
    isReadOnly: anyPrefix((folder, _name, copies) => readOnly(folder, copies)),
    // A glob cannot say "but not these", so with exceptions only the filter decides.
    hiddenGlobs: settings.shown.length > 0 ? [] : [...hiddenByDefault, ...settings.hidden],
  };
}

/**
 * Makes a caller's view: the owner sees everything but our temporary files, a guest everything that the rules leave; one
 * to whom the folder is limited sees that part, and the folders that lead there.
 */
export function viewOf(caller: Pick<Caller, 'isOwner' | 'paths'>, visibility: Visibility): View {
  if (caller.isOwner) {
    const sees = (path: string) => !isTemporary(path);
    return { isOwner: true, sees, reads: sees, mayChange: sees, hiddenGlobs: [temporaryGlob] };
  }
  const { paths } = caller;
  const isInside = (path: string) => paths === undefined || isWithin(paths, path);
  const isShared = (path: string) => !isTemporary(path) && !visibility.isHidden(path);
  return {
    isOwner: false,
    isLimited: paths !== undefined,
    sees: (path) => (isInside(path) || leadsTo(paths!, path)) && isShared(path),
    reads: (path) => isInside(path) && isShared(path),
    mayChange: (path) => isInside(path) && isShared(path) && !visibility.isReadOnly(path),
    hiddenGlobs: [temporaryGlob, ...visibility.hiddenGlobs],
  };
}

/**
 * Tests folded names; `copies` are the names that it may be a copy of, itself included, or null for too many to know.
 */
type Test = (folder: string, name: string, copies: readonly string[] | null) => boolean;

/** Answer for a path, and its folded form with a slash behind it. */
interface Answered {
  matches: boolean;
  folded: string;
}

/** Tests a path and each folder above it, since everything in a hidden folder is hidden. */
function anyPrefix(test: Test): (path: string) => boolean {
  const none: Answered = { matches: false, folded: '' };
  const folders = new Map([['', none]]);
  function answer(path: string): Answered {
    if (path === '') return none;
    const end = path.lastIndexOf('/');
    return within(end <= 0 ? none : (folders.get(path.slice(0, end)) ?? aboveIn(path, end)), path.slice(end + 1));
  }
  function within(above: Answered, name: string): Answered {
    if (above.matches) return above;
    const folded = foldName(name);
    return { matches: test(above.folded, folded, namesItMayCopy(folded)), folded: `${above.folded}${folded}/` };
  }
  /** Answers for the folder before a place in a path, from the top: others may name paths of thousands of folders. */
  function aboveIn(path: string, end: number): Answered {
    let above = none;
    for (let from = path.startsWith('/') ? 1 : 0; from <= end; ) {
      const at = path.indexOf('/', from);
      const folder = path.slice(0, at);
      above = folders.get(folder) ?? remember(folder, within(above, path.slice(from, at)));
      from = at + 1;
    }
    return above;
  }
  /** Memo by folder: a search tests many files in the same folders. */
  function remember(folder: string, found: Answered): Answered {
    if (folders.size > maxRemembered) folders.clear();
    folders.set(folder, found);
    return found;
  }
  return (path) => answer(path).matches;
}

const maxRemembered = 5000;

/** Says whether any of the names in a folder fits a pattern; a name with unknown originals fits. */
function matcher(patterns: readonly string[]): (folder: string, names: readonly string[] | null) => boolean {
  const globs = patterns.flatMap(globsOf);
  const fitsName = anyOf(globs.filter(({ anyDepth }) => anyDepth));
  const fitsPath = anyOf(globs.filter(({ anyDepth }) => !anyDepth));
  if (globs.length === 0) return () => false;
  return (folder, names) => names === null || names.some((name) => fitsName(name) || fitsPath(folder + name));
}

/**
 * Joins many patterns into one expression, which is fast, above all where they begin alike; those with groups stay by
 * themselves.
 */
function anyOf(globs: readonly Glob[]): (text: string) => boolean {
  const begun = new Map<string, string[]>();
  for (const { source } of globs) {
    const start = source.includes('(?<') ? source : (starts.find((each) => source.startsWith(each)) ?? '');
    begun.set(start, [...(begun.get(start) ?? []), source.slice(start.length)]);
  }
  const expressions = Array.from(begun, ([start, ends]) => new RegExp(`^${start}(?:${ends.join('|')})$`, 'u'));
  return (text) => expressions.some((expression) => expression.test(text));
}

/** Beginnings of patterns with a star, and with two. */
const starts = ['[^/]*', '(?:[^/]+/)*'];
