const copySuffix = /(~| copy( \d+)?| \(\d+\)|\.(bak|backup|copy|old|orig|rej|save|sw[a-p]|tmp|\d+))$/;

/** More copies of copies than anybody makes. */
const maxCopies = 16;

/**
 * Gives a folded name and the names that it may be a copy of: editors and people leave `key.pem~`, `.key.pem.swp`,
 * `#key.pem#` and `key.pem.bak` beside a `key.pem`, with the same content.
 * @returns null for a copy of a copy … that is not looked into any further
 */
export function namesItMayCopy(folded: string): string[] | null {
  const names = [folded];
  let name = folded.replace(/^\.?#(.*?)#?$/, '$1');
  for (let count = 0; count <= maxCopies; count++) {
    if (name !== names.at(-1)) names.push(name);
    const shorter = name.replace(copySuffix, '');
    if (shorter === name || shorter === '') return names;
    if (/\.sw[a-p]$/.test(name) && shorter.startsWith('.')) names.push(shorter.slice(1));
    name = shorter;
  }
  return null;
}
