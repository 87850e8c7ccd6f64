import type { BlamedLines } from '../../shared/capabilities/git/methods.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';

/** Largest text of which blame is asked: Git walks the whole past of the file. */
const mostBytes = 2 * 1024 * 1024;

interface Header {
  author: string;
  atMs: number;
  subject: string;
}

/** Takes apart the output of `git blame --incremental`. */
export function parseBlame(output: string): BlamedLines[] {
  const headers = new Map<string, Header>();
  const found: BlamedLines[] = [];
  let open: { commit: string; line: number; count: number } | null = null;
  for (const row of output.split('\n')) {
    const [, commit, line, count] = /^([0-9a-f]{40,64}) \d+ (\d+) (\d+)$/.exec(row) ?? [];
    if (commit !== undefined) {
      open = { commit, line: Number(line), count: Number(count) };
      if (!headers.has(commit)) headers.set(commit, { author: '', atMs: 0, subject: '' });
      continue;
    }
    if (open === null) continue;
    const header = headers.get(open.commit)!;
    if (row.startsWith('author ')) header.author = row.slice(7);
    else if (row.startsWith('author-time ')) header.atMs = Number(row.slice(12)) * 1000;
    else if (row.startsWith('summary ')) header.subject = row.slice(8);
    else if (row.startsWith('filename ')) {
      const isCommitted = !/^0+$/.test(open.commit);
      found.push({ ...open, ...header, commit: isCommitted ? open.commit : null });
      open = null;
    }
  }
  return found.sort((a, b) => a.line - b.line);
}

/** Finds the commit of each line of a text that is, or will be, a file's. */
export async function blame(
  repository: Repository,
  path: string,
  content: Uint8Array,
): Promise<{ lines: BlamedLines[] }> {
  if (content.length > mostBytes) throw new EnsembleError('too-large', 'This file is too large to be blamed.');
  const name = repository.within(path);
  const { code, stdout } = await repository.look(['ls-files', '--error-unmatch', '--', name], { allowed: [0, 1] });
  if (code !== 0 || stdout.length === 0)
    throw new EnsembleError('not-found', 'Git does not have this file, so its lines are nobody\u2019s yet.');
  const asked = ['blame', '--incremental', '--no-textconv', '--contents', '-', '--', name];
  return { lines: parseBlame((await repository.look(asked, { input: content })).stdout.toString()) };
}
