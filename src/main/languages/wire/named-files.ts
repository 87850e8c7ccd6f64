import { posix } from 'node:path';
import type { Sees } from './places.ts';

/** Kinds of completions that are a file, a folder or a module. */
const placeKinds = new Set([9, 17, 19]);
/** Ends by which a module's name may go on to its file's. */
const scriptEnds = ['', '.ts', '.tsx', '.d.ts', '.mts', '.cts', '.js', '.jsx', '.mjs', '.cjs', '.json'];
const pythonEnds = ['', '.py', '.pyi'];
/** Ends of a module's name by which another file is meant: that of the types, not of the code. */
const codeEnd = /\.[cm]?jsx?$/;

const pythonFile = /\.pyi?$/;

/** Judgement of names. */
export interface Judging {
  sees: Sees;
  /** Says whether only hidden files have a name: servers list files under other paths than their own, too. */
  isSecret: (name: string) => boolean;
}

/** Text before the cursor, and the path of its file. */
export interface Writing {
  path: string;
  line: string;
}

interface Item {
  label?: unknown;
  kind?: unknown;
  labelDetails?: { description?: unknown };
}

/**
 * Leaves out completions that name a file which the asker may not see, or one outside of the folder: names in a path
 * that is being written, and modules from which a name would be imported. Servers list the disk for these.
 */
export function withoutUnseenFiles(result: unknown, writing: Writing, { sees, isSecret }: Judging): unknown {
  const isList = Array.isArray(result);
  const items: unknown = isList ? result : (result as { items?: unknown } | null)?.items;
  if (!Array.isArray(items)) return result;
  const folder = folderBeingWritten(writing);
  const isPython = pythonFile.test(writing.path);
  const ends = isPython ? pythonEnds : scriptEnds;
  const shown = items.filter((item: Item | null) => {
    const { label, kind, labelDetails } = item ?? {};
    if (folder !== undefined && placeKinds.has(kind as number))
      return typeof label === 'string' && !isSecret(label) && seesModule(folder, label, ends, sees);
    const from = labelDetails?.description;
    return typeof from !== 'string' || /\s/.test(from) || seesFrom(from, writing.path, { sees, isSecret });
  });
  if (shown.length === items.length) return result;
  return isList ? shown : { ...(result as object), items: shown };
}

/** Says whether a module may be named from which something is imported. */
function seesFrom(from: string, path: string, { sees, isSecret }: Judging): boolean {
  const isPython = pythonFile.test(path);
  const [ends, name] = isPython ? [pythonEnds, from.replaceAll('.', '/')] : [scriptEnds, from];
  if (name.split('/').some(isSecret)) return false;
  // A module of a package is named from the folder's top or from nowhere; a file beside, from its own folder.
  return seesModule(
    /^\.\.?(\/|$)/.test(from) ? posix.dirname(path) : '',
    /^\.\.?(\/|$)/.test(from) ? from : name,
    ends,
    sees,
  );
}

/** Leaves out code actions that would import from a file which the asker may not see: their titles name it. */
export function withoutUnseenImports(result: unknown, path: string, judging: Judging): unknown {
  if (!Array.isArray(result)) return result;
  return result.filter((action: { title?: unknown } | null) => {
    const title = action?.title;
    if (typeof title !== 'string' || !/\bimport/i.test(title)) return true;
    return [...title.matchAll(/["']([^"'\s]+)["']/g)].every(([, from]) => seesFrom(from!, path, judging));
  });
}

/** Says whether a module or file may be named, whatever its name ends with on the disk. */
function seesModule(folder: string | null, name: string, ends: readonly string[], sees: Sees): boolean {
  if (folder === null || name.startsWith('/')) return false;
  const path = posix.normalize(posix.join(folder, name)).replace(/\/$/, '');
  if (path === '.' || path === '') return true;
  if (path === '..' || path.startsWith('../')) return false;
  const bare = path.replace(codeEnd, '');
  if (bare === path && posix.extname(path) !== '' && ends.includes(posix.extname(path))) return sees(path);
  return sees(path) && ends.every((end) => sees(`${bare}${end}`));
}

/**
 * Finds the folder whose files a path or module goes on with. Undefined where none is written; null for one outside.
 */
function folderBeingWritten({ path, line }: Writing): string | null | undefined {
  if (pythonFile.test(path)) {
    const found = /^\s*(?:from\s+(\.*)([\w.]*)\s+import\b|from\s+(\.*)([\w.]*)$|import\b.*?()([\w.]*)$)/.exec(line);
    if (!found) return undefined;
    const isWhole = found[2] !== undefined;
    const dots = found[1] ?? found[3] ?? found[5] ?? '';
    const names = (found[2] ?? found[4] ?? found[6] ?? '').split('.');
    if (!isWhole) names.pop();
    const start = dots === '' ? '' : posix.join(posix.dirname(path), ...Array(dots.length - 1).fill('..'));
    return insideOrNull(posix.join(start, ...names));
  }
  const written = /["'`(]([^"'`()]*)$/.exec(line)?.[1];
  if (written === undefined) return undefined;
  const folder = written.slice(0, written.lastIndexOf('/') + 1);
  if (folder.startsWith('/')) return null;
  return insideOrNull(posix.join(/^\.\.?\//.test(folder) ? posix.dirname(path) : '', folder));
}

const insideOrNull = (path: string) => (/^\.\.(\/|$)/.test(path) ? null : path);
