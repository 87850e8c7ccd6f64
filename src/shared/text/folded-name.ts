/**
 * Gives one spelling for all the spellings that some disk takes for the same name: case, Unicode composition,
 * compatibility forms, characters that HFS+ ignores, the trailing dots and spaces that Windows drops. It folds more
 * than any one disk does: a false match hides too much, never too little.
 */
export function foldName(name: string): string {
  if (/^[ -~]*$/.test(name)) return withoutEnd(name.toLowerCase());
  const folded = name
    .normalize('NFKC')
    .replace(/\p{Default_Ignorable_Code_Point}/gu, '')
    .toUpperCase()
    .toLowerCase()
    .normalize('NFKC')
    .replaceAll('ς', 'σ')
    // A full-width solidus folds to a real one; it must not make two names of one.
    .replaceAll('/', '_');
  return withoutEnd(folded);
}

function withoutEnd(name: string): string {
  let end = name.length;
  while (end > 0 && (name[end - 1] === '.' || name[end - 1] === ' ')) end--;
  return name.slice(0, end);
}
