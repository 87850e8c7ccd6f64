/** Names a time for which history is kept. */
export function timeOf(days: number | null): string {
  if (days === null) return 'ever';
  if (days === 0) return 'no time';
  return days === 1 ? '1 day' : `${days} days`;
}

/** Describes keeping history for some days. */
export function detailsOf(days: number | null): string {
  if (days === null) return 'Everything that is typed and deleted stays, and can be replayed.';
  if (days === 0) return 'Only recordings, and texts as they are, stay on this disk.';
  return 'Older history is replaced by texts as they were. Recordings stay.';
}

/** Gives a size in bytes in the unit in which it is read best. */
export function sizeOf(bytes: number): string {
  const units = ['B', 'kB', 'MB', 'GB'];
  const power = Math.min(units.length - 1, bytes < 1 ? 0 : Math.floor(Math.log10(bytes) / 3));
  const value = bytes / 1000 ** power;
  return `${value < 10 && power > 0 ? value.toFixed(1) : Math.round(value)} ${units[power]}`;
}

/** Says since when history is kept. */
export function sinceOf(oldestMs: number | null): string {
  return oldestMs === null ? '(none)' : `since ${new Date(oldestMs).toLocaleString()}`;
}

/** Says for how long recordings are kept; `limited` are those with a time of their own. */
export function keptWords(limited: { recordings: number; nextMs: number } | null): string {
  if (limited === null) return 'Kept until they are deleted. Show them.';
  const count = limited.recordings === 1 ? 'One goes by itself' : `${limited.recordings} go by themselves`;
  return `${count}, on ${new Date(limited.nextMs).toLocaleDateString()} at the earliest. Show them.`;
}
