export interface UnsentText {
  /** Path of the file, or a buffer's title. */
  name: string;
  text: string;
}

/** Lists the texts of this window that the session does not have completely. */
export function unsentTexts({ documents, state, isWaitingOn }: UnsentSource): UnsentText[] {
  return documents.refs.flatMap((ref) => {
    const document = documents.get(ref);
    const info = state.documents[ref];
    if (!document || !isWaitingOn(ref)) return [];
    return [{ name: info?.path ?? info?.title ?? 'untitled', text: document.toString() }];
  });
}

/** Part of a client that this needs. */
export interface UnsentSource {
  documents: { refs: string[]; get(ref: string): { toString(): string } | null };
  state: { documents: Record<string, { path: string | null; title: string }> };
  isWaitingOn: (ref: string) => boolean;
}

/** Makes one file of them: the text itself, or all of them one below the other. */
export function asFile(texts: readonly UnsentText[]): { name: string; content: string } {
  const [only] = texts;
  if (only && texts.length === 1) return { name: only.name.split('/').at(-1)!, content: only.text };
  const content = texts.map(({ name, text }) => `===== ${name} =====\n${text}`).join('\n\n');
  return { name: 'unsent-text.txt', content };
}

/** Says whether all was sent; if not, names the files, and `what` becomes of the rest. */
export function unsentInWords(texts: readonly UnsentText[], what: string): string {
  if (texts.length === 0) return 'All that you typed was sent.';
  return `What you typed last in ${texts.map(({ name }) => name).join(', ')} was not sent. ${what}`;
}
