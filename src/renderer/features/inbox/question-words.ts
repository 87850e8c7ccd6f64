import { plainWords } from '../../../shared/text/shown.ts';
import { lineWords } from '../../ui/line-words.ts';

interface Asked {
  name: string;
  title: string;
  /** Line that would run; null for other questions. */
  line: string | null;
  /** Title of the terminal in which it would. */
  terminal?: string | undefined;
  /** Work that would be gone over; null or missing for other questions. */
  work?: string | null;
}

/** Words of a notice about a question. A line's are all that is needed to judge it, since it is answered there. */
export function questionWords({ name, title, line, terminal, work = null }: Asked): string {
  if (work !== null) return `${name} asks: ${title}? ${work}`;
  if (line === null) return `${name} asks: ${title}`;
  const place = lineWords(plainWords(terminal ?? '').trim()) || 'a terminal';
  // Before the line, which may end in any words.
  return `In ${place}, ${name} wants to run ${lineWords(line)}`;
}
