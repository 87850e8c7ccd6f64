/** Gives one or two letters that stand for a name: of its first and last word. */
export function initialsOf(name: string): string {
  // The number that tells two of one name apart stays one.
  const [, plain = name, number] = /^(.*) \((\d+)\)$/.exec(name) ?? [];
  if (number !== undefined) return `${[...initialsOf(plain)][0] ?? ''}${number}`;
  const words = name.split(/[\s._-]+/).filter((word) => word !== '');
  const first = words[0] ?? '?';
  const last = words.length > 1 ? words.at(-1)! : '';
  return `${[...first][0] ?? ''}${[...last][0] ?? ''}`.toLocaleUpperCase();
}
