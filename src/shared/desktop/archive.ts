/**
 * Gives where a program or library really lies. The packaged app's files are one archive, which only Electron's own
 * JavaScript looks into; what the system itself starts or loads is kept beside it, under the same path.
 */
export function outsideArchive(path: string): string {
  return path.replace(/([\\/]app\.asar)(?=[\\/])/, '$1.unpacked');
}
