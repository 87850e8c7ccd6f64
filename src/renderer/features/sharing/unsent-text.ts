export interface UnsentText {
  /** The file's path, or a buffer's title. */
  name: string;
  text: string;
}

/** The texts of this window that hold something which the session does not have. */
export function unsentTexts({ documents, state, isWaitingOn }: UnsentSource): UnsentText[] {
  return documents.refs.flatMap((ref) => {
    const document = documents.get(ref);
    const info = state.documents[ref];
    if (!document || !isWaitingOn(ref)) return [];
    return [{ name: info?.path ?? info?.title ?? 'untitled', text: document.toString() }];
  });
}

/** What of a client this needs. */
export interface UnsentSource {
  documents: { refs: string[]; get(ref: string): { toString(): string } | null };
  state: { documents: Record<string, { path: string | null; title: string }> };
  isWaitingOn: (ref: string) => boolean;
}

/** One file to keep them in: the text itself, or all of them one below the other. */
export function asFile(texts: readonly UnsentText[]): { name: string; content: string } {
  const [only] = texts;
  if (only && texts.length === 1) return { name: only.name.split('/').at(-1)!, content: only.text };
  const content = texts.map(({ name, text }) => `===== ${name} =====\n${text}`).join('\n\n');
  return { name: 'unsent-text.txt', content };
}

/** Whether all was sent; if not, of which files it was not, and `what` becomes of it. */
export function unsentInWords(texts: readonly UnsentText[], what: string): string {
  if (texts.length === 0) return 'All that you typed was sent.';
  return `What you typed last in ${texts.map(({ name }) => name).join(', ')} was not sent. ${what}`;
}
