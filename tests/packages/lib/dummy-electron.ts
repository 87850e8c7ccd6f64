import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { Data, NtExecutable, NtExecutableResource, Resource } from 'resedit';

/** Electron's mark in front of its fuses, then their version and number. */
export const fuseMark = 'dL7pKGdnNz796PbbjQWNKmHXBZaB9tsX';
const fuses = Buffer.concat([Buffer.from(fuseMark), Buffer.from([1, 8]), Buffer.from('00001001')]);

const elfMachines = { x64: 62, arm64: 183 } as const;
const machMachines = { x64: 0x01000007, arm64: 0x0100000c } as const;
const peMachines = { x64: 0x8664, arm64: 0xaa64 } as const;

export type Platform = 'linux' | 'darwin' | 'win32';
export type Arch = 'x64' | 'arm64';

/** Writes the files of an Electron release that packaging touches: nothing in them runs, all of it can be looked at. */
export function writeDummyElectron(folder: string, platform: Platform, arch: Arch): void {
  const write = (path: string, content: string | Buffer, mode = 0o644): void => {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content, { mode });
  };
  write('LICENSE', 'of Electron');
  write('LICENSES.chromium.html', 'of Chromium');
  write('version', '0.0.0');
  if (platform === 'linux') {
    for (const name of ['electron', 'chrome-sandbox', 'chrome_crashpad_handler']) write(name, elf(arch), 0o755);
    write('libffmpeg.so', elf(arch));
    write('locales/en-US.pak', '');
  } else if (platform === 'win32') {
    write('electron.exe', portableExecutable(arch));
    write('locales/en-US.pak', '');
  } else writeMacApp(write, arch);
}

function writeMacApp(write: (path: string, content: string | Buffer, mode?: number) => void, arch: Arch): void {
  const app = 'Electron.app/Contents';
  write(`${app}/Info.plist`, plist({ CFBundleIdentifier: 'com.github.Electron', CFBundleExecutable: 'Electron' }));
  write(`${app}/MacOS/Electron`, mach(arch), 0o755);
  write(`${app}/Frameworks/Electron Framework.framework/Electron Framework`, mach(arch), 0o755);
  write(`${app}/Frameworks/Electron Framework.framework/Resources/en.lproj/locale.pak`, '');
  write(`${app}/Resources/en.lproj/locale.pak`, '');
  for (const kind of ['', ' (GPU)', ' (Plugin)', ' (Renderer)']) {
    const name = `Electron Helper${kind}`;
    write(`${app}/Frameworks/${name}.app/Contents/Info.plist`, plist({ CFBundleExecutable: name }));
    write(`${app}/Frameworks/${name}.app/Contents/MacOS/${name}`, mach(arch), 0o755);
  }
}

function plist(values: Record<string, string>): string {
  const rows = Object.entries(values).map(([key, value]) => `<key>${key}</key><string>${value}</string>`);
  return `<?xml version="1.0" encoding="UTF-8"?>\n<plist version="1.0"><dict>${rows.join('')}</dict></plist>\n`;
}

function elf(arch: Arch): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32BE(0x7f454c46, 0);
  head.writeUInt16LE(elfMachines[arch], 18);
  return Buffer.concat([head, fuses]);
}

function mach(arch: Arch): Buffer {
  const head = Buffer.alloc(64);
  head.writeUInt32LE(0xfeedfacf, 0);
  head.writeUInt32LE(machMachines[arch], 4);
  return Buffer.concat([head, fuses]);
}

/** A real one, since packaging changes its version, icon and list of hashes. */
function portableExecutable(arch: Arch): Buffer {
  const executable = NtExecutable.createEmpty(false, false);
  const resources = NtExecutableResource.from(executable);
  const version = Resource.VersionInfo.createEmpty();
  version.setStringValues({ lang: 1033, codepage: 1200 }, { FileDescription: 'Electron' });
  version.outputToResourceEntries(resources.entries);
  const icons = [new Data.RawIconItem(new ArrayBuffer(64), 16, 16, 32)];
  Resource.IconGroupEntry.replaceIconsForResource(resources.entries, 1, 1033, icons);
  resources.outputResource(executable);
  executable.setExtraData(new Uint8Array(fuses).buffer);
  const bytes = Buffer.from(executable.generate());
  bytes.writeUInt16LE(peMachines[arch], bytes.readUInt32LE(60) + 4);
  return bytes;
}
