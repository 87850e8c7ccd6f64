/**
 * Systems and processors that a compiled file is made for. A system is not said where several use the format.
 * @typedef {{ platforms: string[], archs: string[] }} Native
 */

/** Length of a file's beginning that tells its kind. */
export const headBytes = 4096;

/** @type {Record<number, string>} */
const elfMachines = { 3: 'ia32', 40: 'arm', 62: 'x64', 183: 'arm64' };
/** @type {Record<number, string>} */
const peMachines = { 332: 'ia32', 34404: 'x64', 43620: 'arm64' };
/** @type {Record<number, string>} */
const machMachines = { 16777223: 'x64', 16777228: 'arm64' };

/**
 * Reads the targets of a compiled program or library from its first bytes (ELF, PE, Mach-O); null for any other file.
 * @param {Buffer} head
 * @returns {Native | null}
 */
export function nativeOf(head) {
  if (head.length < 64) return null;
  if (head.readUInt32BE(0) === 0x7f454c46) {
    return { platforms: ['linux', 'android', 'freebsd'], archs: known(elfMachines, head.readUInt16LE(18)) };
  }
  if (head.readUInt32LE(0) === 0xfeedfacf) {
    return { platforms: ['darwin'], archs: known(machMachines, head.readUInt32LE(4)) };
  }
  if (head.readUInt32BE(0) === 0xcafebabe) return universal(head);
  const portable = head.readUInt16BE(0) === 0x4d5a ? head.readUInt32LE(60) : head.length;
  if (portable + 6 > head.length || head.readUInt32BE(portable) !== 0x50450000) return null;
  return { platforms: ['win32'], archs: known(peMachines, head.readUInt16LE(portable + 4)) };
}

/**
 * Reads several Mach-O files in one. A class of Java begins alike, with a version in place of the small count. @param
 * {Buffer} head
 */
function universal(head) {
  const count = head.readUInt32BE(4);
  if (count > 20) return null;
  const archs = Array.from({ length: count }, (_, at) => head.readUInt32BE(8 + 20 * at));
  return { platforms: ['darwin'], archs: archs.flatMap((machine) => known(machMachines, machine)) };
}

/** @param {Record<number, string>} machines @param {number} machine */
function known(machines, machine) {
  return [machines[machine] ?? `processor ${machine}`];
}
