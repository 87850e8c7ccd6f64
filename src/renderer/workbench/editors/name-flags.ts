/** One cursor's name as it would lie over the text. */
export interface NameFlag {
  id: string;
  /** The line that it covers. */
  line: number;
  leftPx: number;
  widthPx: number;
  /** Time of the cursor's last move there; people look for the newest. */
  movedMs: number;
}

/** Finds names that are hidden because they would lie over newer ones. */
export function hiddenFlags(flags: readonly NameFlag[]): Set<string> {
  const hidden = new Set<string>();
  const shown: NameFlag[] = [];
  const meets = (a: NameFlag, b: NameFlag) =>
    a.line === b.line && a.leftPx < b.leftPx + b.widthPx && b.leftPx < a.leftPx + a.widthPx;
  for (const flag of flags.toSorted((a, b) => b.movedMs - a.movedMs)) {
    if (shown.some((other) => meets(flag, other))) hidden.add(flag.id);
    else shown.push(flag);
  }
  return hidden;
}
