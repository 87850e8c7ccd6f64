import type { SessionClient } from '../client/session-client.ts';
import type { Entry } from '../shared/protocol/entry.ts';
import { decodeBody } from '../shared/protocol/table.ts';

/** One line for people about an entry, or null for what is too small to tell. */
export function describeEntry(client: SessionClient, entry: Entry): string | null {
  const { participants, replicas, documents } = client.state;
  const who = participants[replicas[entry.by]?.person ?? '']?.name ?? 'the session';
  const document = entry.ref === null ? undefined : documents[entry.ref];
  const what = document?.path ?? document?.title ?? '';
  switch (entry.kind) {
    case 'participant.joined': {
      const { name, role, purpose } = decodeBody(entry.kind, entry.body);
      return purpose === 'disk' ? null : `${name} joined (${role})`;
    }
    case 'participant.left': {
      const { person, replica } = decodeBody(entry.kind, entry.body);
      return replicas[replica]?.purpose === 'disk' ? null : `${participants[person]?.name ?? 'somebody'} left`;
    }
    case 'participant.requested':
      return `${decodeBody(entry.kind, entry.body).name} wants to join`;
    case 'role.changed': {
      const { person, role } = decodeBody(entry.kind, entry.body);
      return `${participants[person]?.name ?? 'somebody'} is ${role} now`;
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
