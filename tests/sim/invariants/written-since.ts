import type { TextDocument } from '../../../src/client/text-document.ts';
import type { RecordedStep } from '../../../src/client/work-record.ts';
import type { WorkedText } from '../../../src/shared/capabilities/documents/methods.ts';
import { IdRanges } from '../../../src/shared/text/id-ranges.ts';
import { standingItems } from '../../../src/shared/text/items.ts';

interface Line {
  /** Latest time of an edit that goes, and of one that others have made and that stays. */
  goesMs: number;
  others: { author: string; fromMs: number }[];
}

const isInTime = (steps: readonly RecordedStep[], sign = 1) =>
  steps.every(({ fromMs }, index) => index === 0 || sign * (fromMs - steps[index - 1]!.fromMs) >= 0);

/** Says whether steps stand in a wrong order: what one person does is in order, however long a window is cut off. */
function isTurnedRound(steps: readonly RecordedStep[]): boolean {
  const times = new Map<string, Set<number>>();
  for (const { author, fromMs } of steps) times.set(author, (times.get(author) ?? new Set()).add(fromMs));
  return isInTime(steps, -1) && [...times.values()].some(({ size }) => size > 1);
}

/** Checks that no line goes in which others have written since. */
export function checkSince(
  document: TextDocument,
  steps: readonly RecordedStep[],
  person: string,
  { parts }: WorkedText,
  problem: (words: string) => void,
): void {
  // The log's order counts; what was typed while a window was cut off has an earlier time than its place there.
  if (!isInTime(steps) && !isTurnedRound(steps)) return;
  const goes = new IdRanges<true>();
  for (const { step } of parts)
    for (const { client, clock, length } of step.inserted) goes.add(client, clock, length, true);
  const made = new IdRanges<RecordedStep>();
  for (const each of steps)
    for (const { client, clock, length } of each.step.inserted) made.add(client, clock, length, each);
  const whole = document.toString();
  let line: Line = { goesMs: -1, others: [] };
  for (const { item, offset } of standingItems(document.yText))
    for (const { clock, length, value } of made.pieces(item.id.client, item.id.clock, item.length)) {
      let at = offset + clock - item.id.clock;
      for (const words of whole.slice(at, at + length).split(/(?<=\n)/)) {
        const id = clock + at - (offset + clock - item.id.clock);
        for (const piece of goes.pieces(item.id.client, id, Math.max(1, words.length)))
          if (value && piece.value && value.author === person) line.goesMs = Math.max(line.goesMs, value.atMs);
          else if (value && !piece.value && value.author !== person) line.others.push(value);
        at += words.length;
        if (!words.endsWith('\n')) continue;
        checkLine(line);
        line = { goesMs: -1, others: [] };
      }
    }
  checkLine(line);

  function checkLine({ goesMs, others }: Line): void {
    const later = goesMs < 0 ? undefined : others.find(({ fromMs }) => fromMs > goesMs);
    if (later) problem(`a line of ${person} would go in which ${later.author} has written since`);
  }
}
