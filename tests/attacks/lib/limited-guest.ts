import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Role } from '../../../src/shared/core/rights.ts';
import type { AttackedHost } from './attacked-host.ts';
import { freshId, type RawClient } from './raw-client.ts';

/** Stands in the names and the texts of all that is outside of their part, and nowhere else. */
export const canary = 'cnry';
/** Folder that is the part of everybody who is limited, on a way that has more to see. */
export const part = 'way/part';
export const outsidePath = `${canary}-folder/${canary}-file.txt`;
export const besidePath = `way/${canary}-beside.txt`;

const planted: Record<string, string> = {
  [outsidePath]: `${canary}-content\n`,
  [`${canary}-top.txt`]: `${canary}-content\n`,
  [besidePath]: `${canary}-content\n`,
  [`${part}-${canary}/c.txt`]: `${canary}-content\n`,
  [`${part}/a.md`]: 'own text\n',
  [`${part}/deep/b.md`]: 'more own text\n',
};

/** Plants files inside and outside of the part, and links that lead out of it. */
export async function plantPart({ folder }: AttackedHost): Promise<void> {
  for (const [path, text] of Object.entries(planted)) {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  await symlink(`../../${outsidePath}`, join(folder, part, 'link.txt'));
  await symlink('../../nothing.txt', join(folder, part, 'dead-link.txt'));
  await symlink(`../../${canary}-folder`, join(folder, part, 'link-folder'));
}

export const personOf = (client: RawClient): string => client.welcome!.person;

/** Limits the session for somebody, or ends that. Gives what came of it. */
export function limit(host: AttackedHost, who: RawClient, paths: string[] | null): Promise<string> {
  return host.owner.verdict('paths.limited', { person: personOf(who), paths });
}

/** Limits somebody who has seen all, and gives the window with which they are back. */
export async function limited(host: AttackedHost, who: RawClient, paths = [part]): Promise<RawClient> {
  const said = await limit(host, who, paths);
  if (said !== 'taken') throw new Error(`not limited: ${said}`);
  await who.ended();
  const window = await host.again(who);
  await window.handled();
  return window;
}

/** A guest to whom the session is limited, in a window that never had more. */
export async function limitedGuest(host: AttackedHost, role: Role): Promise<RawClient> {
  const window = await limited(host, await host.guest(role, { name: `Limited ${role}` }));
  return host.again(window, { replica: freshId() });
}

/** The surroundings of these words in everything that came. */
export function toldOf(client: RawClient, ...words: string[]): string[] {
  return client.heard.flatMap((bytes, i) => {
    const text = Buffer.from(bytes).toString('latin1');
    const at = Math.max(...words.map((word) => text.indexOf(word)));
    return at < 0 ? [] : [`${client.frames[i]?.t}: ${JSON.stringify(text.slice(Math.max(0, at - 150), at + 60))}`];
  });
}

/** The document of a file, as the owner opens it. */
export async function documentOf(host: AttackedHost, path: string): Promise<string> {
  const { result } = await host.owner.request('documents.open', { path }, host.host);
  return result!.ref as string;
}
