import { EnsembleError } from '../../shared/core/errors.ts';

const reservedOnWindows = /^(con|prn|aux|nul|conin\$|conout\$|com[0-9¹²³]|lpt[0-9¹²³]) *(\.|$)/i;
/** Short name (`ID_RSA~1`), a second name that NTFS makes up, by which a hidden file could be asked for. */
const shortNameOnWindows = /^[^.]{1,8}~\d+(\..{0,3})?$/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what Windows refuses in a name
const forbiddenOnWindows = /[<>:"|?*\u0000-\u001f]/;

/** Longest name that a disk takes, in bytes of UTF-8; NTFS counts in UTF-16 units. */
const maxNameLength = 255;
/** Depth beyond that of people's folders: a request for more is meant to keep the host busy. */
const maxDepth = 64;

/**
 * Splits a path from the wire. There is one spelling per path, so that two checks never see two paths. A backslash
 * parts names on Windows, where it is refused; elsewhere it is a character of a name.
 * @param path relative, `/` between the parts, '' for the folder itself
 * @param platform system whose rules for names apply: the host's, unless told otherwise
 * @returns the names, outermost first; none for the folder itself
 * @throws EnsembleError `outside-folder` for a path that points out of the folder, `bad-request` for any other spelling
 */
export function parsePath(path: string, platform: NodeJS.Platform = process.platform): string[] {
  if (path === '') return [];
  const isWindows = platform === 'win32';
  if (path.includes('\0') || !path.isWellFormed()) throw refused('has characters that no file name can have');
  if (path.startsWith('/') || /^[a-z]:([/\\]|$)/i.test(path) || (isWindows && path.startsWith('\\'))) {
    throw new EnsembleError('outside-folder', 'This path does not start in the shared folder.');
  }
  const names = path.split(isWindows ? /[/\\]/ : '/');
  if (names.length > maxDepth) throw refused(`has more than ${maxDepth} parts`);
  if (names.includes('..')) throw new EnsembleError('outside-folder', 'This path leads out of the shared folder.');
  if (isWindows && path.includes('\\')) throw refused('has a backslash; the parts of a path are separated by /');
  if (names.includes('') || names.includes('.')) throw refused('has an empty part');
  if (names.some((name) => lengthOf(name, platform) > maxNameLength))
    throw refused('has a part that is too long for a name');
  if (isWindows) for (const name of names) checkWindowsName(name);
  return names;
}

/** Says whether a name found on the disk can be asked for over the wire. */
export function isWireName(name: string, platform: NodeJS.Platform = process.platform): boolean {
  const forbidden = platform === 'win32' ? /[/\\\0]/ : /[/\0]/;
  // A name that is not Unicode is told with replacement characters, by which it is not found again.
  return name !== '' && !forbidden.test(name) && !name.includes('\ufffd') && name.isWellFormed();
}

function lengthOf(name: string, platform: NodeJS.Platform): number {
  return platform === 'win32' ? name.length : Buffer.byteLength(name);
}

/** Gives the path of a name inside a folder, both relative; '' is the shared folder. */
export function joinPath(folder: string, name: string): string {
  return folder === '' ? name : `${folder}/${name}`;
}

/** Says whether a path is the given folder or lies below it, both relative. */
export function isWithin(folder: string, path: string): boolean {
  return folder === '' || path === folder || path.startsWith(`${folder}/`);
}

function checkWindowsName(name: string): void {
  if (reservedOnWindows.test(name)) throw refused('has a name that Windows keeps for a device');
  if (/[. ]$/.test(name)) throw refused('has a name that ends with a dot or a space, which Windows would drop');
  if (forbiddenOnWindows.test(name)) throw refused('has a character that Windows does not allow in a name');
  if (shortNameOnWindows.test(name)) throw refused('has a short name; use the whole one');
}

function refused(why: string): EnsembleError {
  return new EnsembleError('bad-request', `This path ${why}.`);
}
