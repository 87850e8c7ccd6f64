import type { SessionClient } from '../client/session-client.ts';
import { shownName } from '../shared/capabilities/people/names.ts';
import type { Entry } from '../shared/core/entry.ts';
import { decodeBody } from '../shared/session/table.ts';

/** Describes an entry for people in one line; null for one too small to tell. */
export function describeEntry(client: SessionClient, entry: Entry): string | null {
  const { replicas, documents } = client.state;
  const nameOf = (person: string | undefined, otherwise: string) => shownName(client.state, person) ?? otherwise;
  const who = nameOf(replicas[entry.by]?.person, 'the session');
  const document = entry.ref === null ? undefined : documents[entry.ref];
  const what = document?.path ?? document?.title ?? '';
  switch (entry.kind) {
    case 'participant.joined': {
      const { person, role, purpose } = decodeBody(entry.kind, entry.body);
      return purpose === 'disk' ? null : `${nameOf(person, 'somebody')} joined (${role})`;
    }
    case 'participant.left': {
      const { person, replica } = decodeBody(entry.kind, entry.body);
      return replicas[replica]?.purpose === 'disk' ? null : `${nameOf(person, 'somebody')} left`;
    }
    case 'participant.requested':
      return `${nameOf(decodeBody(entry.kind, entry.body).person, 'somebody')} wants to join`;
    case 'role.changed': {
      const { person, role } = decodeBody(entry.kind, entry.body);
      return `${nameOf(person, 'somebody')} is ${role} now`;
    }
    case 'rights.changed':
      return `${nameOf(decodeBody(entry.kind, entry.body).person, 'somebody')} has other rights now`;
    case 'right.asked': {
      const { right, asks } = decodeBody(entry.kind, entry.body);
      return asks ? `${who} asks for the right "${right}"` : null;
    }
    case 'doc.opened':
      return `opened ${what}`;
    case 'doc.saved':
      return `saved ${what}`;
    case 'doc.moved':
      return `moved to ${what}`;
    case 'doc.deleted':
      return `deleted ${what}`;
    case 'doc.updated':
      return `${who} edits ${what}`;
    default:
      return null;
  }
}
