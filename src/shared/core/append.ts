/** Puts items behind a list. `list.push(...items)` throws a RangeError from some 120,000 items on: arguments fill the stack. */
export function append<T>(list: T[], items: Iterable<T>): void {
  for (const item of items) list.push(item);
}
