import * as documents from '../capabilities/documents/documents.ts';
import * as locks from '../capabilities/locks/locks.ts';
import * as participants from '../capabilities/people/participants.ts';
import * as presence from '../capabilities/presence/presence.ts';
import * as rebase from '../capabilities/refusals/rebase.ts';
import type { Entry } from '../core/entry.ts';
import type { SessionState } from './state.ts';
import { decodeBody, isKind, lookUp } from './table.ts';

/**
 * The next state of a session: pure, and the same in a window, the host, the server and a replay.
 * Kinds that it does not know, and bodies that are not of their kind's form, change nothing.
 */
export function fold(state: SessionState, entry: Entry): SessionState {
  if (!isKind(entry.kind)) return state;
  // By what everyone gets: who looks at a text hears of more moments, and must come to no other state.
  const current = lookUp(entry.kind)?.interest === 'session' ? locks.pruned(state, entry.at) : state;
  try {
    return apply(current, entry);
  } catch {
    return current;
  }
}

/** A window has come or gone, and with it perhaps the holder of locks. */
function withPresence(state: SessionState, person: string, at: number): SessionState {
  return locks.rightsChanged(locks.presenceChanged(state, person, at), person);
}

function apply(state: SessionState, { kind, body, by, ref, at, seq }: Entry): SessionState {
  switch (kind) {
    case 'participant.requested':
      return participants.requested(state, decodeBody(kind, body), at);
    case 'participant.admitted': {
      const told = decodeBody(kind, body);
      return locks.rightsChanged(participants.admitted(state, told, at), told.person);
    }
    case 'participant.withdrawn':
      return participants.withdrawn(state, decodeBody(kind, body));
    case 'participant.renamed':
      return participants.renamed(state, by, decodeBody(kind, body));
    case 'participant.denied':
      return participants.denied(state, decodeBody(kind, body));
    case 'participant.joined': {
      const told = decodeBody(kind, body);
      return withPresence(participants.joined(state, told, at), told.person, at);
    }
    case 'participant.left': {
      const told = decodeBody(kind, body);
      return withPresence(participants.left(state, told, at), told.person, at);
    }
    case 'participant.removed': {
      const told = decodeBody(kind, body);
      return locks.rightsChanged(participants.removed(state, told), told.person);
    }
    case 'role.changed': {
      const told = decodeBody(kind, body);
      return locks.rightsChanged(participants.roleChanged(state, told), told.person);
    }
    case 'entry.refused':
      return rebase.refused(state, ref, decodeBody(kind, body));
    case 'doc.rebased':
      return rebase.rebased(state, by, ref);
    case 'sharing.opened':
      return { ...state, sharing: decodeBody(kind, body), ended: false };
    case 'sharing.closed':
      return { ...state, sharing: null };
    case 'session.ended':
      return { ...state, sharing: null, ended: true };
    case 'host.claimed': {
      const { term, folder, carries } = decodeBody(kind, body);
      if (state.host && term <= state.host.term) return state;
      const person = state.replicas[by]?.person ?? '';
      return { ...state, host: { term, folder, replica: by, person, ...(carries ? { carries } : {}) } };
    }
    case 'doc.opened':
      return ref === null ? state : documents.opened(state, ref, decodeBody(kind, body), by);
    case 'doc.saved':
      return ref === null ? state : documents.saved(state, ref, decodeBody(kind, body));
    case 'doc.conflicted':
      return ref === null ? state : documents.conflicted(state, ref, decodeBody(kind, body));
    case 'doc.resolved':
      return ref === null ? state : documents.resolved(state, ref);
    case 'doc.moved':
      return ref === null ? state : documents.moved(state, ref, decodeBody(kind, body));
    case 'doc.formatted':
      return ref === null ? state : documents.formatted(state, ref, decodeBody(kind, body));
    case 'doc.unsaved':
      return ref === null ? state : documents.unsaved(state, ref, decodeBody(kind, body));
    case 'doc.guarded':
      return ref === null ? state : documents.guarded(state, ref, decodeBody(kind, body));
    case 'doc.sealed':
      return ref === null || !decodeBody(kind, body) ? state : locks.sealed(documents.sealed(state, ref), ref);
    case 'doc.deleted':
      return ref === null ? state : documents.deleted(state, ref);
    case 'presence.focused':
      return presence.focused(state, by, ref, decodeBody(kind, body));
    case 'presence.changed':
      return presence.activityChanged(state, by, decodeBody(kind, body));
    case 'people.gathered': {
      const { path, line } = decodeBody(kind, body);
      return { ...state, gathering: { seq, by, path, line } };
    }
    case 'lock.acquired':
      return locks.acquired(state, ref, decodeBody(kind, body), { by, at, seq });
    case 'lock.released':
      return locks.released(state, decodeBody(kind, body), { by, at, seq });
    case 'lock.stolen':
      return locks.stolen(state, decodeBody(kind, body), { by, at, seq });
    default:
      return state;
  }
}
