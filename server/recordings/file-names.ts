/** Names that Windows keeps for devices. */
const devices = /^(con|prn|aux|nul|com\d|lpt\d)$/;

/** Gives a file a name by somebody's words, which leads nowhere and is in use nowhere else. */
export function fileNameOf(words: string, ending: string, taken = new Set<string>()): string {
  const plain = words
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-+|-+$/g, '')
    .slice(0, 60);
  const base = plain === '' || devices.test(plain) ? `recording-${plain}`.replace(/-$/, '') : plain;
  let name = base + ending;
  for (let number = 2; taken.has(name); number++) name = `${base}-${number}${ending}`;
  taken.add(name);
  return name;
}
