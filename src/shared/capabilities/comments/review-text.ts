import { commentMarkdown } from '../../text/comment-words.ts';
import type { LineSpan } from '../../text/quoted-lines.ts';
import { markdownOf, plainWords } from '../../text/shown.ts';
import type { CommentsState, CommentThread } from './comment-state.ts';

/** A thread with the place where its code is now; null lines where it is gone. */
export interface ListedThread {
  thread: CommentThread;
  path: string | null;
  lines: LineSpan | null;
}

/** Sorts threads as a review lists them: those whose code is gone first, the others by file and line. */
export function inReviewOrder<T extends ListedThread>(all: readonly T[]): T[] {
  const rank = ({ lines }: T) => (lines === null ? 0 : 1);
  const byPath = (a: T, b: T) => ((a.path ?? '') < (b.path ?? '') ? -1 : (a.path ?? '') > (b.path ?? '') ? 1 : 0);
  const lineOf = ({ lines, thread }: T) => (lines ?? thread.place.lines).start;
  return all.toSorted((a, b) => rank(a) - rank(b) || byPath(a, b) || lineOf(a) - lineOf(b));
}

/** Describes lines: `line 4`, `lines 4 to 6`. */
export function linesInWords({ start, end }: LineSpan): string {
  return start === end ? `line ${start}` : `lines ${start} to ${end}`;
}

/** Fences lines of code, as their commenter has quoted them, by more backticks than any of them has. */
function fenced(quoted: readonly string[]): string[] {
  const lines = quoted.map((line) => line.split('\t').map(plainWords).join('\t'));
  const longest = Math.max(
    2,
    ...lines.map((line) => Math.max(0, ...(line.match(/`+/g) ?? []).map((run) => run.length))),
  );
  const fence = '`'.repeat(longest + 1);
  return [fence, ...lines, fence];
}

const time = (atMs: number) => `${new Date(atMs).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Writes a review as Markdown: verdicts, then every thread with the lines that it is about. */
export function reviewMarkdown(
  title: string,
  threads: readonly ListedThread[],
  { reviews }: Pick<CommentsState, 'reviews'>,
  nameOf: (person: string) => string,
): string {
  const open = threads.filter(({ thread }) => thread.resolved === null).length;
  const parts = [`# Review of ${markdownOf(title)}`, `${open} open, ${threads.length - open} resolved.`];
  const verdicts = Object.entries(reviews).map(([person, { verdict, words, atMs }]) => {
    const said = words.trim() === '' ? '' : `: ${markdownOf(words)}`;
    const is = verdict === 'approved' ? 'approved' : 'wants changes';
    return `- **${markdownOf(nameOf(person))}** ${is} (${time(atMs)})${said}`;
  });
  if (verdicts.length > 0) parts.push('## Verdicts', verdicts.join('\n'));
  for (const { thread, path, lines } of inReviewOrder(threads)) {
    const where = lines === null ? 'its code is gone' : linesInWords(lines);
    const state = thread.resolved === null ? 'open' : `resolved by ${markdownOf(nameOf(thread.resolved.person))}`;
    parts.push(
      `## ${markdownOf(path ?? 'Untitled')}, ${where} (${state})`,
      fenced(thread.place.quote.lines).join('\n'),
    );
    for (const { person, atMs, words, mentions } of thread.comments) {
      const body = commentMarkdown(words, mentions.map(nameOf)).split('\n');
      parts.push(
        `**${markdownOf(nameOf(person))}**, ${time(atMs)}:`,
        body.map((line) => `> ${line}`.trimEnd()).join('\n'),
      );
    }
  }
  return `${parts.join('\n\n')}\n`;
}
