/**
 * Gives the real path of a program or library. The packaged app's files are one archive, which only Electron's own
 * JavaScript reads; files that the system itself starts or loads are kept beside it, under the same path.
 */
export function outsideArchive(path: string): string {
  return path.replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked');
}
