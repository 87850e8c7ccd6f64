import { accessSync, constants, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import type { ShellProfile } from '../../shared/capabilities/terminals/methods.ts';

const loginShells = '/etc/shells';
const known = ['/bin/bash', '/usr/bin/bash', '/bin/zsh', '/usr/bin/zsh', '/usr/bin/fish', '/bin/sh'];

function canRun(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

function listedShells(): string[] {
  try {
    return readFileSync(loginShells, 'utf8')
      .split('\n')
      .filter(
        (line) => line.startsWith('/') && !/\/(s?bin\/)?(nologin|false|git-shell|r(bash|zsh)|screen|tmux)$/.test(line),
      );
  } catch {
    return [];
  }
}

/** macOS starts login shells in terminals, since nothing else reads a person's profile there. */
const argsFor = (platform: NodeJS.Platform) => (platform === 'darwin' ? ['-l'] : []);

function windowsShells(env: NodeJS.ProcessEnv): ShellProfile[] {
  const root = env.SystemRoot ?? 'C:\\Windows';
  const powerShell = `${root}\\System32\\WindowsPowerShell\\v1.0\\powershell.exe`;
  return [
    { name: 'PowerShell', path: powerShell, args: [], isDefault: true },
    { name: 'Command Prompt', path: env.ComSpec ?? `${root}\\System32\\cmd.exe`, args: [], isDefault: false },
  ];
}

/** Shells that read a person's profile where they are asked to be a login shell. */
const readProfiles = /^(ba|z|fi|k|da)?sh$/;

/**
 * Lists the shells that terminals can run here, one of each name; the person's own is the default, and there as a login
 * shell as well.
 */
export function shellProfiles(
  env: NodeJS.ProcessEnv = process.env,
  platform: NodeJS.Platform = process.platform,
): ShellProfile[] {
  if (platform === 'win32') return windowsShells(env);
  const own = env.SHELL?.startsWith('/') ? [env.SHELL] : [];
  const byName = new Map<string, string>();
  for (const path of [...own, ...known, ...listedShells()].filter(canRun))
    if (!byName.has(basename(path))) byName.set(basename(path), path);
  const shells = [...byName].map(([name, path]) => ({ name, path, args: argsFor(platform), isDefault: false }));
  const [first, ...others] = shells;
  if (first === undefined) return [];
  const isLogin = first.args.length > 0 || !readProfiles.test(first.name);
  const login = isLogin ? [] : [{ ...first, name: `${first.name} (login)`, args: ['-l'] }];
  return [{ ...first, isDefault: true }, ...login, ...others];
}
