/** Gives the folder above an absolute path of the host's machine (POSIX or Windows), or null where there is none. */
export function parentOf(path: string): string | null {
  const trimmed = path.length > 1 ? path.replace(/[/\\]+$/, '') : path;
  if (trimmed === '' || trimmed === '/' || /^[A-Za-z]:$/.test(trimmed)) return null;
  const cut = Math.max(trimmed.lastIndexOf('/'), trimmed.lastIndexOf('\\'));
  if (cut < 0) return null;
  const parent = trimmed.slice(0, cut);
  if (parent === '') return '/';
  return /^[A-Za-z]:$/.test(parent) ? `${parent}\\` : parent;
}

/** Gives the path of a folder inside another, in the other's way of writing. */
export function childOf(path: string, name: string): string {
  const separator = path.includes('\\') ? '\\' : '/';
  return path.endsWith(separator) ? path + name : path + separator + name;
}
