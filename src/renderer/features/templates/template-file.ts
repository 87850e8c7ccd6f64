import { LineCounter, parseDocument } from 'yaml';
import { type SessionTemplate, sessionTemplate } from './session-template.ts';

/** Template of a file, or the reason for which it is none, with the line. */
export type ReadTemplate = { template: SessionTemplate } | { line: number; message: string };

/** Bounds on what nests: a few kilobytes of brackets, dashes or long lines cost the parser minutes, and its stack. */
const [mostInLine, mostBrackets, nested] = [400, 100, /(?:[-?:][ \t]+){5}/] as const;

/** Finds the line from which on a text nests deeper than any template. */
function tooDeep(text: string): { line: number; message: string } | null {
  let brackets = 0;
  for (const [i, line] of text.split('\n').entries()) {
    brackets += line.split(/[[{]/).length - 1;
    if (line.length > mostInLine) return { line: i + 1, message: `A line has at most ${mostInLine} characters.` };
    if (brackets > mostBrackets || nested.test(line))
      return { line: i + 1, message: 'No template is as deep as this.' };
  }
  return null;
}

/** Reads the text of a template: YAML without aliases, of the form of a template. */
export function readTemplate(text: string): ReadTemplate {
  const deep = tooDeep(text);
  if (deep) return deep;
  const lines = new LineCounter();
  const document = parsed(text, lines);
  if (document === null) return { line: 1, message: 'This is no YAML that can be read.' };
  const [error] = document.errors;
  if (error) return { line: lines.linePos(error.pos[0]).line, message: error.message };
  let value: unknown;
  try {
    // An alias can stand for as much as it likes.
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { line: 1, message: 'Aliases are not understood here.' };
  }
  const checked = sessionTemplate.safeParse(value);
  if (checked.success) return { template: checked.data };
  const issue = checked.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  return { line: lineOf(keys), message: `${keys.join('.') || 'The template'}: ${issue.message}` };

  /** Line of the value at a path, or of the nearest around it. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document!.getIn(path.slice(0, length) as string[], true);
      const range = (node as { range?: readonly number[] | null } | undefined)?.range;
      if (range) return lines.linePos(range[0]!).line;
    }
    return 1;
  }
}

/** Parses a text; null where that is beyond the parser. */
function parsed(text: string, lineCounter: LineCounter) {
  try {
    return parseDocument(text, { lineCounter, prettyErrors: false, uniqueKeys: true, stringKeys: true });
  } catch {
    return null;
  }
}
