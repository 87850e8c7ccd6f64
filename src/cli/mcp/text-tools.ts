import { z } from 'zod';
import type { ReadText } from '../../client/agents/agent-texts.ts';
import type { HeldLock } from '../../shared/capabilities/locks/held-lock.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { applyEdits, type TextEdit } from '../../shared/text/edits.ts';
import { callInput, meantCall } from './call-input.ts';
import { type Answer, mostUnits, path, pathIn, time, tool, words } from './tool.ts';

/** Lines and characters of a text in one answer, where no others were asked for. */
const fewLines = 400;
const mostAnswered = 60_000;

const content = words(mostUnits);
const line = z.number().int().min(1);
/** Version of a text, as a model names it. */
export const version = words(64).describe('The version that read or edit gave you with the text');

/** One edit of a text, as a model gives it. */
export const edit = z.union([
  z
    .strictObject({
      old: content.describe('Text that is in the file exactly once, with enough around it'),
      new: content,
    })
    .describe('Replaces a text'),
  z
    .strictObject({ from_line: line, to_line: z.number().int().min(0), new: content })
    .describe(
      'Replaces whole lines, both ends included; to_line = from_line - 1 inserts before from_line. One past the last line appends. End new with a line end.',
    ),
]);

/** Lock in the way, in words that say what to do. */
export function lockWords({ name, untilMs, note, lines, pattern }: HeldLock, where: string): string {
  const until = untilMs === null ? 'until it is given up' : `until ${time(untilMs)}`;
  const named = pattern === undefined || pattern === where ? where : `${where} with all of ${pattern}`;
  const which = lines ? `lines ${lines.start}–${lines.end} of ${where}` : named;
  const why = note ? ` (${note})` : '';
  return `${name} has locked ${which} ${until}${why}. Work elsewhere, wait, or ask them by chat_post.`;
}

/** Edits of a text as a model has given them, by offsets. Throws in words. */
export function editsOf(text: string, wishes: readonly z.output<typeof edit>[]): TextEdit[] {
  const starts = [0];
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) starts.push(at + 1);
  const startOf = (number: number) => starts[number - 1] ?? text.length;
  const edits = wishes.map((wish): TextEdit => {
    if ('old' in wish) {
      const offset = text.indexOf(wish.old);
      if (wish.old === '' ? text !== '' : offset < 0)
        throw new EnsembleError(
          'not-found',
          `The version that you name has no “${wish.old.slice(0, 80)}”: copy “old” exactly from read, or give lines.`,
        );
      if (wish.old !== '' && text.includes(wish.old, offset + 1))
        throw new EnsembleError(
          'bad-request',
          `“${wish.old.slice(0, 80)}” is there several times: give more of what is around it, or give lines.`,
        );
      return { offset: Math.max(0, offset), deleteLength: wish.old.length, insertText: wish.new };
    }
    const { from_line: from, to_line: to } = wish;
    if (to < from - 1 || from > starts.length + 1 || to > starts.length)
      throw new EnsembleError(
        'bad-request',
        `That version has ${starts.length} lines, and to_line is not before from_line - 1.`,
      );
    const offset = startOf(from);
    return { offset, deleteLength: startOf(to + 1) - offset, insertText: wish.new };
  });
  edits.sort((a, b) => a.offset - b.offset);
  if (edits.some(({ offset }, i) => i > 0 && offset < edits[i - 1]!.offset + edits[i - 1]!.deleteLength))
    throw new EnsembleError('bad-request', 'Two of these edits overlap: make them one.');
  return edits;
}

const beginning = (text: string) => (text.length > mostAnswered ? text.slice(0, mostAnswered) : text);

/** Answer where the lines that edits name are others by now. */
export function staleAnswer({ path, version, text }: ReadText): Answer {
  return {
    facts: {
      is: 'stale',
      path,
      version,
      why: 'Somebody has changed these lines since you read them, so nothing was done. Below is the present text: edit it by this version.',
      ...(text.length > mostAnswered ? { cut: 'This is its beginning: read has the rest.' } : {}),
    },
    text: beginning(text),
    notDone: 'others have changed these lines since they were read',
  };
}

/** Tools that read and edit texts. */
export const textTools = [
  tool({
    name: 'read',
    description:
      'Reads a text file as it is in the editors of everybody, unsaved work included. Gives its version, which edit needs, and the text of the lines asked for (the first 400 where none are). People see that you look at it.',
    input: {
      path,
      from_line: line.default(1),
      lines: z.number().int().min(1).max(5000).default(fewLines),
    },
    isReading: true,
    run: async ({ path, from_line, lines: wanted }, session) => {
      const read = await session.read(pathIn(path));
      const all = read.text.split('\n');
      const shown = all.slice(from_line - 1, from_line - 1 + wanted);
      const joined = shown.join('\n');
      const text = beginning(joined);
      const count = text === joined ? shown.length : text.split('\n').length;
      const offset = all.slice(0, from_line - 1).reduce((sum, { length }) => sum + length + 1, 0);
      session.pointAt(read, offset);
      const to_line = from_line - 1 + count;
      const more = to_line < all.length ? { next_from_line: text === joined ? to_line + 1 : to_line } : {};
      return {
        facts: { path: read.path, version: read.version, from_line, to_line, line_count: all.length, ...more },
        text,
      };
    },
  }),
  tool({
    name: 'edit',
    description:
      'Edits a text file while others may type in it: all edits are made, or none, and then it is saved. Name the version that you have read. Edits elsewhere in the file by others do no harm. Where somebody has changed the same lines since, nothing is done and you get “stale” with the present text and version: look, and edit again. Where somebody has locked them, you are told by whom and until when. Everybody sees your edits at once, as yours.',
    input: { path, version, edits: z.array(edit).min(1).max(200) },
    tells: ({ path }) => ({ title: `Edit ${path}`, path }),
    run: async ({ path, version, edits }, session, work) => {
      const { known, now } = await session.textOf(pathIn(path), version);
      if (known === null) return staleAnswer(now);
      const made = editsOf(known.text, edits);
      const { outcome, unsaved } = await session.edit(known, made, work);
      if (outcome.is === 'stale') return staleAnswer(outcome.now);
      if (outcome.is === 'locked') throw new EnsembleError('not-permitted', lockWords(outcome.by, path));
      const { text, ...done } = outcome.now;
      // The version of a text that nobody has read would let the next edit meet lines that are news.
      const isAsTold = text === applyEdits(known.text, made);
      return {
        facts: {
          is: 'applied',
          path: done.path,
          ...(isAsTold
            ? { version: done.version }
            : {
                changedByOthers: true,
                next: 'Others have changed other lines meanwhile: read again before you edit again.',
              }),
          line_count: text.split('\n').length,
          ...work,
          saved: unsaved === null,
          ...(unsaved === null ? {} : { notSaved: unsaved }),
        },
      };
    },
  }),
  tool({
    name: 'undo_mine',
    description:
      'Takes back your own last edit in a file, as undo does in an editor: only what you wrote goes, only what you deleted comes back, and what others did stays. Call it again for the edit before. Edits from before this program was started are not known to it. With turn, takes back all that you edited in that turn, in all files, but for lines in which others have written since, and for files in which others have locked lines of yours: notUndone says why. With turn and call, only what you edited in that call.',
    input: { path: path.optional(), ...callInput },
    tells: ({ path, turn, call }) => {
      if (path !== undefined) return { title: `Take back the last edit in ${path}`, path };
      const title = call === undefined ? 'Take back a whole turn' : 'Take back one call';
      return { title, of: { turn, call }, isApart: true };
    },
    run: async ({ path, turn, call }, session, work) => {
      if ((path === undefined) === (turn === undefined))
        throw new EnsembleError('bad-request', 'Give either path, or turn.');
      const meant = meantCall({ turn, call });
      const next = 'Read again before you edit again: the text is another one now.';
      if (turn !== undefined) {
        const files = (await session.undoWork(meant, work)).map(({ path, lines, kept, refused, unsaved }) => ({
          path,
          lines,
          ...(kept.length > 0 ? { keptSinceOthersWroteThere: kept } : {}),
          ...(refused === null ? {} : { notUndone: refused }),
          ...(unsaved === null ? {} : { notSaved: unsaved }),
        }));
        const undone = files.some(({ lines }) => lines.length > 0);
        const isLeft = files.some(({ notUndone }) => notUndone !== undefined);
        return {
          facts: { undone, files, next, ...(undone || isLeft ? {} : { why: 'Nothing of this work is left.' }) },
          ...(undone ? {} : { notDone: isLeft ? 'what is left of it is locked' : 'nothing of this work is left' }),
        };
      }
      const { undone, unsaved, now } = await session.undo(pathIn(path!), work);
      return {
        facts: {
          undone,
          path: now.path,
          next,
          ...(undone ? {} : { why: 'You have no edit left in this file.' }),
          ...(unsaved === null ? {} : { notSaved: unsaved }),
        },
        ...(undone ? {} : { notDone: 'it has no edit left in this file' }),
      };
    },
  }),
];
