import type { SessionClient } from '../client/session-client.ts';
import { shownName } from '../shared/capabilities/people/names.ts';
import type { Entry } from '../shared/core/entry.ts';
import { decodeBody } from '../shared/session/table.ts';

/** Happening in a session, as programs are told of it. */
export type Happening =
  | { event: 'joined' | 'role'; name: string; role: string }
  | { event: 'left' | 'waits' | 'rights'; name: string }
  | { event: 'asks'; name: string; right: string }
  | { event: 'opened' | 'saved' | 'moved' | 'deleted'; path: string }
  | { event: 'edits'; name: string; path: string };

/** Says what an entry is; null for one too small to tell. */
export function happeningOf(client: SessionClient, entry: Entry): Happening | null {
  const { replicas, documents } = client.state;
  const nameOf = (person: string | undefined, otherwise = 'somebody') => shownName(client.state, person) ?? otherwise;
  const who = nameOf(replicas[entry.by]?.person, 'the session');
  const document = entry.ref === null ? undefined : documents[entry.ref];
  const path = document?.path ?? document?.title ?? '';
  switch (entry.kind) {
    case 'participant.joined': {
      const { person, role, purpose } = decodeBody(entry.kind, entry.body);
      return purpose === 'disk' ? null : { event: 'joined', name: nameOf(person), role };
    }
    case 'participant.left': {
      const { person, replica } = decodeBody(entry.kind, entry.body);
      return replicas[replica]?.purpose === 'disk' ? null : { event: 'left', name: nameOf(person) };
    }
    case 'participant.requested':
      return { event: 'waits', name: nameOf(decodeBody(entry.kind, entry.body).person) };
    case 'role.changed': {
      const { person, role } = decodeBody(entry.kind, entry.body);
      return { event: 'role', name: nameOf(person), role };
    }
    case 'rights.changed':
      return { event: 'rights', name: nameOf(decodeBody(entry.kind, entry.body).person) };
    case 'right.asked': {
      const { right, asks } = decodeBody(entry.kind, entry.body);
      return asks ? { event: 'asks', name: who, right } : null;
    }
    case 'doc.opened':
      return { event: 'opened', path };
    case 'doc.saved':
      return { event: 'saved', path };
    case 'doc.moved':
      return { event: 'moved', path };
    case 'doc.deleted':
      return { event: 'deleted', path };
    case 'doc.updated':
      return { event: 'edits', name: who, path };
    default:
      return null;
  }
}

/** Describes a happening for people in one line. */
export function lineOf(told: Happening): string {
  switch (told.event) {
    case 'joined':
      return `${told.name} joined (${told.role})`;
    case 'left':
      return `${told.name} left`;
    case 'waits':
      return `${told.name} wants to join`;
    case 'role':
      return `${told.name} is ${told.role} now`;
    case 'rights':
      return `${told.name} has other rights now`;
    case 'asks':
      return `${told.name} asks for the right "${told.right}"`;
    case 'moved':
      return `moved to ${told.path}`;
    case 'edits':
      return `${told.name} edits ${told.path}`;
    default:
      return `${told.event} ${told.path}`;
  }
}
