import type { DocumentsState } from '../documents/document-state.ts';
import type { PeopleState } from '../people/people-state.ts';
import type { HostingState } from './hosting-state.ts';

type State = PeopleState & DocumentsState & HostingState;

import { documentAt } from '../documents/paths.ts';
import { shownName } from '../people/names.ts';

/** Name of the host; null before anybody has hosted. */
export function hostName(state: State): string | null {
  return state.host === null ? null : (shownName(state, state.host.person) ?? 'The host');
}

/** Says whether somebody hosts, and is connected. */
export function isHostHere({ host, replicas }: State): boolean {
  return host !== null && replicas[host.replica]?.connected === true;
}

/** Message for a request that failed because the host is away: the person to wait for, and what works meanwhile. */
export function hostAwayWords(state: State): string {
  const name = hostName(state);
  if (name === null) return 'Nobody hosts this session yet; this works when its host is there.';
  return `${name}, who hosts this folder, is away: this works again when ${name} is back. What is open can be edited all the while.`;
}

/** Message for requests that stay unanswered since their host has gone; null while it has not. */
export function hostLeftWords(before: State, after: State): string | null {
  if (!isHostHere(before)) return null;
  const isSame = before.host!.replica === after.host?.replica && before.host!.term === after.host.term;
  if (isHostHere(after) && isSame) return null;
  return isHostHere(after) ? 'The host has started again: try once more.' : hostAwayWords(after);
}

/** Finds the document of a path where the session knows it; null where only the host can tell. */
export function knownDocument(state: State, path: string): string | null {
  const ref = documentAt(state, path);
  return ref === null || state.documents[ref]?.deleted ? null : ref;
}

interface KnownFile {
  type: 'file' | 'folder';
  sizeBytes: number;
  readOnly: boolean;
}

/** Describes a path by the session's own documents: for looking around while the host is away. */
export function knownFile(state: State, path: string): KnownFile | null {
  const ref = knownDocument(state, path);
  const info = ref === null ? undefined : state.documents[ref];
  if (info) return { type: 'file', sizeBytes: info.saved?.lengthUtf16 ?? 0, readOnly: info.readOnly };
  return path === '' || knownNames(state, path).length > 0 ? { type: 'folder', sizeBytes: 0, readOnly: false } : null;
}

/** Lists the names in a folder, as far as the session's own documents tell. */
export function knownNames(state: State, folder: string): { name: string; type: 'file' | 'folder' }[] {
  const names = new Map<string, 'file' | 'folder'>();
  const start = folder === '' ? '' : `${folder}/`;
  for (const { path, deleted } of Object.values(state.documents)) {
    if (path === null || deleted || !path.startsWith(start)) continue;
    const [name = '', ...below] = path.slice(start.length).split('/');
    names.set(name, below.length > 0 ? 'folder' : 'file');
  }
  return [...names].map(([name, type]) => ({ name, type }));
}
