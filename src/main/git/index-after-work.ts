import { mergeTexts } from '../../shared/text/three-way.ts';
import type { Repository } from './repository.ts';

/** An entry of a tree or an index; null where there is none. */
type Entry = { mode: string; id: string } | null;

interface Changed {
  path: string;
  from: Entry;
  to: Entry;
}

const nothing = /^0+$/;
const entryOf = (mode: string, id: string): Entry => (nothing.test(mode) ? null : { mode, id });

/** Parses the output of `diff-tree` or `diff-index` with `-r -z --no-renames`. */
function parsed(output: string): Changed[] {
  const parts = output.split('\0');
  const found: Changed[] = [];
  for (let at = 0; at + 1 < parts.length; at += 2) {
    const [fromMode = '', toMode = '', from = '', to = ''] = parts[at]!.slice(1).split(' ');
    found.push({ path: parts[at + 1]!, from: entryOf(fromMode, from), to: entryOf(toMode, to) });
  }
  return found;
}

const areSame = (a: Entry, b: Entry) => a?.id === b?.id && a?.mode === b?.mode;

/**
 * Brings the index behind a commit that was made beside it: files are as they are committed, with what else was staged
 * in them.
 */
export async function followIndex(repository: Repository, before: string | null, now: string): Promise<void> {
  const base = before ?? (await emptyTree(repository));
  const flags = ['-r', '-z', '--no-renames', '--full-index'];
  const committed = parsed((await repository.look(['diff-tree', ...flags, base, now])).stdout.toString());
  const cached = await repository.look(['diff-index', '--cached', ...flags, base]);
  const staged = new Map(parsed(cached.stdout.toString()).map(({ path, to }) => [path, to]));
  const lines: string[] = [];
  for (const { path, from, to } of committed) {
    const own = staged.get(path);
    const wanted = own === undefined ? to : await besides(repository, from, own, to);
    if (own !== undefined && areSame(own, wanted)) continue;
    lines.push(wanted === null ? `0 ${'0'.repeat(now.length)}\t${path}\0` : `${wanted.mode} ${wanted.id}\t${path}\0`);
  }
  if (lines.length > 0)
    await repository.run(['update-index', '-z', '--index-info'], { input: Buffer.from(lines.join('')) });
  // Files that are as they are committed need not be read again by each look.
  await repository.run(['update-index', '-q', '--refresh'], { allowed: [0, 1] });
}

async function emptyTree(repository: Repository): Promise<string> {
  const { stdout } = await repository.look(['hash-object', '-t', 'tree', '--stdin'], { input: new Uint8Array() });
  return stdout.toString().trim();
}

/** The staged entry with what was committed beside it; the committed lines where both have changed the same. */
async function besides(repository: Repository, from: Entry, staged: Entry, to: Entry): Promise<Entry> {
  if (areSame(staged, to) || areSame(staged, from)) return to;
  if (staged === null || to === null) return staged === null ? null : to;
  if (!staged.mode.startsWith('100') || !to.mode.startsWith('100')) return staged;
  const [base, mine, theirs] = await Promise.all([
    textOf(repository, from),
    textOf(repository, staged),
    textOf(repository, to),
  ]);
  if (base === null || mine === null || theirs === null) return to;
  const { text } = mergeTexts(base, mine, theirs, 'theirs');
  const { stdout } = await repository.run(['hash-object', '-w', '--no-filters', '--stdin'], {
    input: Buffer.from(text),
  });
  return { mode: staged.mode, id: stdout.toString().trim() };
}

/** Text of a blob; null where it is no text in UTF-8. */
async function textOf(repository: Repository, entry: Entry): Promise<string | null> {
  if (entry === null) return '';
  const { stdout } = await repository.look(['cat-file', 'blob', entry.id]);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(stdout);
  } catch {
    return null;
  }
}
