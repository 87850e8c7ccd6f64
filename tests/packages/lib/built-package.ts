import { cpSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { runQuietly } from '../../../scripts/lib/children.mjs';
import { inProject } from '../../../scripts/lib/project.mjs';
import { Archive } from '../../../scripts/packages/archive.mjs';
import { type Arch, fuseMark, type Platform, writeDummyElectron } from './dummy-electron.ts';

const flags = { linux: '--linux', darwin: '--mac', win32: '--win' } as const;

export interface BuildWish {
  /** Kinds of package, or only the folder that they are made of. */
  targets?: string[];
  /** Programs that stand in for tools of other systems, as shell scripts by name; each one's calls are noted. */
  tools?: Record<string, string>;
  env?: NodeJS.ProcessEnv;
}

/** A package as `npm run package` makes it, around a distribution of Electron that does not run. */
export class BuiltPackage {
  readonly folder = mkdtempSync(join(tmpdir(), 'ensemble-package-'));
  readonly platform: Platform;
  readonly arch: Arch;
  code = 0;
  output = '';

  private constructor(platform: Platform, arch: Arch) {
    this.platform = platform;
    this.arch = arch;
  }

  static async build(platform: Platform, arch: Arch, wish: BuildWish = {}): Promise<BuiltPackage> {
    const built = new BuiltPackage(platform, arch);
    await built.#build(wish);
    return built;
  }

  async #build({ targets = ['dir'], tools = {}, env = {} }: BuildWish): Promise<void> {
    const distribution = join(this.folder, 'electron');
    writeDummyElectron(distribution, this.platform, this.arch);
    const bin = join(this.folder, 'bin');
    mkdirSync(bin);
    for (const [name, script] of Object.entries(tools)) {
      const log = join(this.folder, `${name}.log`);
      const text = `#!/bin/sh\nfor each in "$@"; do printf '%s\\n' "$each"; done >> '${log}'\n${script}\n`;
      writeFileSync(join(bin, name), text, { mode: 0o755 });
    }
    const args = [
      ...[inProject('scripts', 'package.mjs'), flags[this.platform], ...targets, `--${this.arch}`],
      ...[`-c.electronDist=${distribution}`, `-c.directories.output=${join(this.folder, 'out')}`],
    ];
    const path = [bin, process.env.PATH].join(delimiter);
    const { code, output } = await runQuietly(process.execPath, args, {
      env: { ...process.env, NO_COLOR: '1', FORCE_COLOR: '0', ...env, PATH: path },
    });
    this.code = code;
    this.output = output.replace(/^.*duplicate dependency references.*\n/gm, '');
  }

  /** Arguments with which a stand-in for a tool was called, a word a line. */
  callsOf(tool: string): string {
    return readFileSync(join(this.folder, `${tool}.log`), 'utf8');
  }

  /** The folder of the app, as it is on a disk once it is installed. */
  get appFolder(): string {
    const out = join(this.folder, 'out');
    const name = readdirSync(out).find((each) => /(unpacked|^mac(-arm64)?)$/.test(each));
    if (name === undefined) throw new Error(`Nothing was packed:\n${this.output}`);
    return this.platform === 'darwin' ? join(out, name, 'Ensemble.app', 'Contents') : join(out, name);
  }

  get resources(): string {
    return join(this.appFolder, this.platform === 'darwin' ? 'Resources' : 'resources');
  }

  /** The fuses as they were set, in Electron's order. */
  get fuses(): string {
    const program = {
      linux: 'ensemble-desktop',
      win32: 'Ensemble.exe',
      darwin: 'Frameworks/Electron Framework.framework/Electron Framework',
    }[this.platform];
    const bytes = readFileSync(join(this.appFolder, program));
    const at = bytes.indexOf(fuseMark) + fuseMark.length;
    return bytes.toString('latin1', at + 2, at + 2 + (bytes[at + 1] ?? 0));
  }

  /**
   * Lays the archive out as folders for a plain Node, which looks into no archive. As under Electron, what lies beside
   * the archive can be read and loaded under its path inside, and not be started from there.
   */
  unpack(): string {
    const archive = new Archive(join(this.resources, 'app.asar'));
    const target = join(this.folder, 'installed');
    cpSync(join(this.resources, 'app.asar.unpacked'), join(target, 'app.asar.unpacked'), { recursive: true });
    for (const file of archive.files) {
      const path = join(target, 'app.asar', file.path);
      mkdirSync(dirname(path), { recursive: true });
      if (file.unpacked && path.endsWith('.node')) symlinkSync(join(target, 'app.asar.unpacked', file.path), path);
      else writeFileSync(path, archive.read(file), { mode: 0o644 });
    }
    return target;
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true, maxRetries: 3 });
  }
}
