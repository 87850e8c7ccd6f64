/** Makes an address for a person in a commit to which nothing can be sent: `invalid` is no domain and never will be. */
export function noReplyAddress(name: string): string {
  const words = name.normalize('NFKD').replace(/[^a-zA-Z0-9]+/g, '.');
  const local = words.replace(/^\.+|\.+$/g, '').toLowerCase();
  return `${local || 'guest'}@users.noreply.ensemble.invalid`;
}

/** Makes the trailer that names somebody as a co-author of a commit. */
export function coAuthorTrailer(name: string): string {
  return `Co-authored-by: ${name.replace(/[<>\r\n]/g, '')} <${noReplyAddress(name)}>`;
}

const trailerLine = /^[A-Za-z][A-Za-z-]*: \S/;

/** Adds missing trailers to the end of a message: one block, parted from the rest by an empty line. */
export function withTrailers(message: string, trailers: readonly string[]): string {
  const lines = message.trimEnd().split('\n');
  const missing = trailers.filter((trailer) => !lines.includes(trailer));
  if (missing.length === 0) return message;
  const last = lines.slice(lines.lastIndexOf('') + 1);
  const isBlock = lines.includes('') && last.every((line) => trailerLine.test(line));
  return [...lines, ...(isBlock ? [] : ['']), ...missing].join('\n');
}
