import { LineCounter, parseDocument } from 'yaml';
import { type SessionTemplate, sessionTemplate } from './session-template.ts';

/** Template of a file, or the reason for which it is none, with the line. */
export type ReadTemplate = { template: SessionTemplate } | { line: number; message: string };

/** Reads the text of a template: YAML without aliases, of the form of a template. */
export function readTemplate(text: string): ReadTemplate {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, uniqueKeys: true });
  const [error] = document.errors;
  if (error) return { line: lines.linePos(error.pos[0]).line, message: error.message };
  let value: unknown;
  try {
    // An alias can stand for as much as it likes.
    value = document.toJS({ maxAliasCount: 0 });
  } catch {
    return { line: 1, message: 'Aliases are not understood here.' };
  }
  const parsed = sessionTemplate.safeParse(value);
  if (parsed.success) return { template: parsed.data };
  const issue = parsed.error.issues[0]!;
  const keys = issue.code === 'unrecognized_keys' ? [...issue.path, issue.keys[0]!] : issue.path;
  return { line: lineOf(keys), message: `${keys.join('.') || 'The template'}: ${issue.message}` };

  /** Line of the value at a path, or of the nearest around it. */
  function lineOf(path: readonly PropertyKey[]): number {
    for (let length = path.length; length > 0; length--) {
      const node = document.getIn(path.slice(0, length) as string[], true);
      const range = (node as { range?: readonly number[] | null } | undefined)?.range;
      if (range) return lines.linePos(range[0]!).line;
    }
    return 1;
  }
}
