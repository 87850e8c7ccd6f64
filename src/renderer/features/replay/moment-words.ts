import type { Moment } from '../../../shared/capabilities/replay/methods.ts';
import type { Timeline, TimelineMark } from '../../../shared/core/timeline.ts';
import { plainWords } from '../../../shared/text/shown.ts';

/** Name of a person of a recording. */
export function nameIn({ people }: Pick<Timeline, 'people'>, person: string | null): string | null {
  return people.find((each) => each.person === person)?.name ?? null;
}

/** Describes an event: `Ada saved notes.txt`. */
export function eventWords(timeline: Pick<Timeline, 'people'>, { person, words }: TimelineMark): string {
  return plainWords(`${nameIn(timeline, person) ?? ''} ${words}`.trim());
}

/** Describes the last thing that has happened up to a moment; '' where it is nothing that people know. */
export function momentWords(timeline: Pick<Timeline, 'people'>, { kind, person, path, words }: Moment): string {
  const name = nameIn(timeline, person);
  if (words !== null) return plainWords(`${name ?? ''} ${words}`.trim());
  return kind === '' ? '' : plainWords(`${name ?? 'Somebody'} edited ${path ?? 'a text'}`);
}
