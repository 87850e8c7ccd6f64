import { type Document, isMap, LineCounter, parseDocument } from 'yaml';

/** Bounds: a task is read by people, and nesting costs the parser its stack. */
const [mostCharacters, mostInMatter, mostInLine, mostBrackets, nested] = [
  256_000,
  20_000,
  2000,
  200,
  /(?:[-?:][ \t]+){5}/,
] as const;

/** Front matter of a text: its place, and what it parses to. */
export interface FrontMatter {
  /** Offsets of the YAML between its fences. */
  begin: number;
  end: number;
  document: Document;
  values: Record<string, unknown>;
  /** Offset of the body. */
  body: number;
}

/** Reason for which a text is no task, with its line. */
export interface Fault {
  line: number;
  message: string;
}

function tooDeep(matter: string): Fault | null {
  let brackets = 0;
  for (const [i, line] of matter.split('\n').entries()) {
    brackets += line.split(/[[{]/).length - 1;
    if (line.length > mostInLine) return { line: i + 2, message: `A line has at most ${mostInLine} characters.` };
    if (brackets > mostBrackets || nested.test(line)) return { line: i + 2, message: 'No task is as deep as this.' };
  }
  return null;
}

/** Parses the YAML between the fences at the beginning of a text. */
export function readFrontMatter(text: string): FrontMatter | Fault {
  if (text.length > mostCharacters) return { line: 1, message: 'This file is larger than 256 kB.' };
  const opening = /^---[ \t]*\n/.exec(text);
  const begin = opening?.[0].length ?? 0;
  const closing = opening && /^---[ \t]*$/m.exec(text.slice(begin, begin + mostInMatter));
  if (!opening || !closing) return { line: 1, message: 'A task begins with fields between two lines of ---.' };
  const end = begin + closing.index;
  const matter = text.slice(begin, end);
  const deep = tooDeep(matter);
  if (deep) return deep;
  const lines = new LineCounter();
  try {
    const document = parseDocument(matter, { lineCounter: lines, prettyErrors: false, stringKeys: true });
    const [error] = document.errors;
    if (error) return { line: lines.linePos(error.pos[0]).line + 1, message: error.message };
    if (!isMap(document.contents)) return { line: 1, message: 'A task has fields, such as title: and status:.' };
    // An alias can stand for as much as it likes.
    const values = document.toJS({ maxAliasCount: 0 }) as Record<string, unknown>;
    return { begin, end, document: document as Document, values, body: end + closing[0].length };
  } catch {
    return { line: 1, message: 'This is no YAML that can be read.' };
  }
}
