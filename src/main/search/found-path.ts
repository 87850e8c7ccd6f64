/**
 * Gives the path on the wire of a file that ripgrep named.
 * @returns null for a name that the wire cannot carry: not in Unicode
 */
export function wirePathOf(found: string, platform: NodeJS.Platform = process.platform): string | null {
  const path = (platform === 'win32' ? found.replaceAll('\\', '/') : found).replace(/^\.\//, '');
  return path.includes('\ufffd') ? null : path;
}
