import { execFileSync } from 'node:child_process';
import { userInfo } from 'node:os';
import type { SessionClient } from '../../client/session-client.ts';
import { limits } from '../../shared/core/version.ts';
import { decodeBody } from '../../shared/session/table.ts';
import { nameOfPerson } from '../../shared/text/shown.ts';

/** Name of the owner for the others: their own choice, else Git's, else the system's. */
export function ownerName(folder: string, said: string | null): string {
  return said ?? (nameOfPerson(systemName(folder), limits.nameLength) || 'Host');
}

/** Calls `listener` when the owner changes their name. */
export function onOwnName(client: SessionClient, listener: (name: string) => void): void {
  client.events.on('entry', ({ kind, by, body }) => {
    if (kind === 'participant.renamed' && client.state.replicas[by]?.person === client.person)
      listener(decodeBody(kind, body).name);
  });
}

function systemName(folder: string): string {
  try {
    const name = execFileSync('git', ['config', 'user.name'], {
      cwd: folder,
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    if (name.trim() !== '') return name;
  } catch {
    // Without Git, or a name in it, the system has one.
  }
  try {
    return userInfo().username;
  } catch {
    return '';
  }
}
