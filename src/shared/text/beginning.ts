/** Length above which words are cut. */
const mostUnits = 100;

/** First words of a text, in one line. */
export function beginningOf(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > mostUnits ? `${line.slice(0, mostUnits - 1)}…` : line;
}
