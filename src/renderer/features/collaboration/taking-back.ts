import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import { newId } from '../../../shared/core/ids.ts';
import type { App } from '../../session/app.ts';
import { browserEnvironment } from '../../session/environment.ts';
import { counted } from '../../ui/words.ts';
import type { SharedTextSet } from './shared-texts.ts';

/** A part of somebody's work in a text. */
export interface Part {
  ref: string;
  part: WorkedText['parts'][number];
}

/** Gathers parts by their texts, as one step for each. */
export function stepsOf(parts: readonly Part[]): [ref: string, step: Part['part']['step']][] {
  return [...Map.groupBy(parts, ({ ref }) => ref)].map(([ref, all]) => {
    const inserted = all.flatMap(({ part }) => part.step.inserted);
    return [ref, { inserted, deleted: all.flatMap(({ part }) => part.step.deleted) }];
  });
}

/** Path of a text, or its title where it has none. */
export const titleOf = ({ client }: Pick<App, 'client'>, ref: string) => {
  const { path, title } = client.state.documents[ref] ?? { path: null, title: 'a text' };
  return path ?? title;
};

/** Words about parts that are too many to be told; null where all are. */
export function restInWords(texts: readonly Pick<WorkedText, 'rest'>[]): string | null {
  const count = texts.reduce((sum, { rest = 0 }) => sum + rest, 0);
  return count === 0 ? null : `${counted(count, 'further part')} of it: too many to be shown at once.`;
}

/** Takes parts back, whoever has their texts open, as one step of undo. Gives the number of texts. */
export async function takeBack(texts: SharedTextSet, parts: readonly Part[]): Promise<number> {
  const group = newId(browserEnvironment);
  const steps = stepsOf(parts);
  for (const [ref, { inserted, deleted }] of steps)
    await texts.held.with(ref, async (document) => {
      document.revert({ inserted, deleted, group: null }, 'reverted');
      document.steps.groupLast(group);
      document.flush();
    });
  return steps.length;
}
