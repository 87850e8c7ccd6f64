import type { TextFormat } from '../../shared/capabilities/documents/document-state.ts';

type Eol = TextFormat['eol'];

const marks: Record<Eol, string> = { lf: '\n', crlf: '\r\n', cr: '\r' };

/** Gives a text with LF only, and its former line ends: the most frequent mark, LF when there is a draw or none. */
export function toLf(text: string): { text: string; eol: Eol; mixedEol: boolean } {
  if (!text.includes('\r')) return { text, eol: 'lf', mixedEol: false };
  const counts: Record<Eol, number> = { lf: 0, crlf: 0, cr: 0 };
  const lf = text.replace(/\r\n?|\n/g, (mark) => {
    counts[mark === '\n' ? 'lf' : mark === '\r' ? 'cr' : 'crlf']++;
    return '\n';
  });
  const kinds: Eol[] = ['lf', 'crlf', 'cr'];
  const eol = kinds.reduce((most, kind) => (counts[kind] > counts[most] ? kind : most));
  return { text: lf, eol, mixedEol: kinds.filter((kind) => counts[kind] > 0).length > 1 };
}

/** Gives an LF text with the line ends of its file. */
export function fromLf(text: string, eol: Eol): string {
  return eol === 'lf' ? text : text.replaceAll('\n', marks[eol]);
}
