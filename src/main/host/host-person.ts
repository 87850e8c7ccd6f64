import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import { limits } from '../../shared/protocol/version.ts';

/** What the others call the owner: as Git does, else as the system does. */
export function ownerName(folder: string): string {
  try {
    const name = execFileSync('git', ['config', 'user.name'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (name.trim() !== '') return name.trim().slice(0, limits.nameLength);
  } catch {
    // No Git, or no name: the system has one.
  }
  try {
    return userInfo().username.slice(0, limits.nameLength) || 'Host';
  } catch {
    return 'Host';
  }
}
