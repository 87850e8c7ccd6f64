/** Commit of the lines of code in a message. */
export interface DatedSnippet {
  message: string;
  /** The document of the lines. */
  ref: string;
  commit: string;
}

/** Commits of the lines in messages, by the messages' authors; each list has the oldest first. */
export interface SnippetsSlice {
  snippets: Readonly<Record<string, readonly DatedSnippet[]>>;
}

export const noSnippets: SnippetsSlice = { snippets: {} };

/** Finds the commit of the lines in a message of a person; null where none is known. */
export function commitOf(
  { snippets }: SnippetsSlice,
  { id, person }: { id: string; person: string },
  document: string,
): string | null {
  const own = Object.hasOwn(snippets, person) ? snippets[person]! : [];
  return own.find(({ message, ref }) => message === id && ref === document)?.commit ?? null;
}
