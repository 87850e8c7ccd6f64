import { fold } from '../../src/shared/model/fold.ts';
import { roleOfReplica } from '../../src/shared/model/participants.ts';
import { isBlocked } from '../../src/shared/model/rebase.ts';
import type { SessionState } from '../../src/shared/model/state.ts';
import type { Entry } from '../../src/shared/protocol/entry.ts';
import { EnsembleError } from '../../src/shared/protocol/errors.ts';
import { serverReplica } from '../../src/shared/protocol/ids.ts';
import type { Kind } from '../../src/shared/protocol/kind.ts';
import { hasRight, type Right } from '../../src/shared/protocol/rights.ts';
import { decodeBody, type KindName, lookUp } from '../../src/shared/protocol/table.ts';

/** What the gate says of an entry: let in, known already, turned down (its n is used up), or the connection must end. */
export type Verdict =
  | { is: 'accepted'; kind: Kind }
  | { is: 'duplicate' }
  | { is: 'refused'; error: EnsembleError }
  | { is: 'fatal'; error: EnsembleError };

/** Kinds whose bodies the server never opens: the hot path, and what is none of its business. */
const opaque = new Set<string>(['doc.updated', 'cursor.moved']);

const refuse = (code: EnsembleError['code'], message: string): EnsembleError => new EnsembleError(code, message);

/**
 * The server's door: decides on every entry by the state that it will find, that is with all entries before it
 * applied, also those that are not committed yet.
 */
export class Gate {
  #staged: SessionState;
  readonly #lastN: Map<string, number>;

  constructor(state: SessionState, lastN: Map<string, number>) {
    this.#staged = state;
    this.#lastN = lastN;
  }

  /** The state with everything that was let in. */
  get staged(): SessionState {
    return this.#staged;
  }

  lastN(replica: string): number {
    return this.#lastN.get(replica) ?? 0;
  }

  /** Starts over from what was committed, after a commit that failed. */
  reset(state: SessionState, lastN: Map<string, number>): void {
    this.#staged = state;
    this.#lastN.clear();
    for (const [replica, n] of lastN) this.#lastN.set(replica, n);
  }

  /** Notes an entry as let in. */
  enter(entry: Entry, kind: Kind, at: number): void {
    if (entry.n > 0) this.#lastN.set(entry.by, entry.n);
    if (kind.interest === 'session' && kind.keep !== 'none') this.#staged = fold(this.#staged, { ...entry, at });
  }

  /** Notes the n of a refused entry as used up. */
  spend(replica: string, n: number): void {
    this.#lastN.set(replica, n);
  }

  /** Decides on an entry that came from the connection of `replica`. Changes nothing. */
  judge(entry: Entry, replica: string): Verdict {
    if (entry.by !== replica) {
      return {
        is: 'fatal',
        error: refuse('forged', 'An entry was sent in the name of another replica; the connection was closed.'),
      };
    }
    const kind = lookUp(entry.kind);
    const history = kind === undefined ? entry.n > 0 : kind.keep === 'history';
    if (history) {
      const last = this.lastN(replica);
      if (entry.n > 0 && entry.n <= last) return { is: 'duplicate' };
      if (entry.n !== last + 1) {
        return {
          is: 'fatal',
          error: refuse(
            'out-of-order',
            `Entry ${entry.n} came where ${last + 1} was expected; connect again to go on.`,
          ),
        };
      }
    } else if (entry.n !== 0) {
      return { is: 'fatal', error: refuse('bad-request', `${entry.kind} carries no n.`) };
    }
    const error =
      kind === undefined
        ? refuse('unknown-kind', `This server does not know ${entry.kind}.`)
        : this.#objection(entry, kind);
    if (error) return { is: 'refused', error };
    return { is: 'accepted', kind: kind! };
  }

  #objection(entry: Entry, kind: Kind): EnsembleError | null {
    if (entry.v !== kind.v)
      return refuse('version', `This server knows ${entry.kind} in version ${kind.v}, not ${entry.v}.`);
    if (entry.body.length > kind.maxBytes) return refuse('too-large', `${entry.kind} may have ${kind.maxBytes} bytes.`);
    if ((kind.audience === 'to') !== (entry.to !== null))
      return refuse('bad-request', `${entry.kind} is directed wrongly.`);
    return (
      this.#objectionToRight(entry, kind) ??
      (opaque.has(entry.kind) ? null : this.#objectionToBody(entry)) ??
      this.#objectionToDocument(entry)
    );
  }

  #objectionToRight(entry: Entry, kind: Kind): EnsembleError | null {
    const { right } = kind;
    if (right === 'server') {
      return entry.by === serverReplica
        ? null
        : refuse('not-permitted', `Only the session server writes ${entry.kind}.`);
    }
    if (entry.by === serverReplica) return null;
    const role = roleOfReplica(this.#staged, entry.by);
    if (role === null) return refuse('not-permitted', 'You are no longer in this session.');
    if (!hasRight(role, right)) return refuse('not-permitted', notPermitted(role, right));
    return null;
  }

  #objectionToBody(entry: Entry): EnsembleError | null {
    if (entry.blob !== null) return null;
    const kind = lookUp(entry.kind)!;
    if (kind.audience === 'to') return null;
    let body: Record<string, unknown>;
    try {
      body = decodeBody(entry.kind as KindName, entry.body) as Record<string, unknown>;
    } catch (thrown) {
      return thrown as EnsembleError;
    }
    if (entry.kind === 'host.claimed') {
      const current = this.#staged.host?.term ?? 0;
      if ((body.term as number) <= current) return refuse('stale-term', 'Another host has taken over meanwhile.');
    } else if (kind.hostOnly) {
      const host = this.#staged.host;
      if (host === null || this.#staged.replicas[entry.by]?.person !== host.person || body.term !== host.term) {
        return refuse('stale-term', 'Only the present host may say this; another host has taken over meanwhile.');
      }
    }
    if (
      entry.kind === 'role.changed' ||
      entry.kind === 'participant.removed' ||
      entry.kind === 'participant.admitted'
    ) {
      return this.#objectionToOwners(entry, body);
    }
    return null;
  }

  /** Any owner may make another, who may then host; an owner's place is changed by the present host only, whose own is fixed. */
  #objectionToOwners(entry: Entry, body: Record<string, unknown>): EnsembleError | null {
    const { participants, replicas, host } = this.#staged;
    const target = participants[body.person as string];
    if (body.role === 'owner' && (entry.kind !== 'role.changed' || target?.standing !== 'admitted'))
      return refuse('not-permitted', 'Only who is in the session can be made an owner.');
    if (target?.role !== 'owner') return null;
    if (target.person === host?.person) return refuse('not-permitted', "The host's place cannot be changed.");
    return host !== null && replicas[entry.by]?.person === host.person
      ? null
      : refuse('not-permitted', "An owner's place can be changed by the host only.");
  }

  /** A disk speaks for its host only: what another machine's files hold is no edit of this session. */
  #isOldDisk(replica: string): boolean {
    const { replicas, host } = this.#staged;
    const known = replicas[replica];
    return known?.purpose === 'disk' && host !== null && known.person !== host.person;
  }

  #objectionToDocument(entry: Entry): EnsembleError | null {
    if (entry.kind !== 'doc.updated') return null;
    const document = entry.ref === null ? undefined : this.#staged.documents[entry.ref];
    if (document === undefined || entry.ref === null)
      return refuse('not-found', 'There is no such document in this session.');
    if (isBlocked(this.#staged, entry.by, entry.ref))
      return refuse('rebase-needed', 'An earlier edit here was refused.');
    if (this.#isOldDisk(entry.by)) {
      return refuse('stale-term', 'Another host has taken over meanwhile: this disk is not the session’s any more.');
    }
    if (document.readOnly && roleOfReplica(this.#staged, entry.by) !== 'owner') {
      return refuse(
        'not-permitted',
        `${document.path ?? document.title} is read-only for you. The host can change that.`,
      );
    }
    return null;
  }
}

/** What a person is told who lacks a right: what, and who can grant it. */
function notPermitted(role: string, right: Right): string {
  return `As ${role} you may not do this: it needs the right "${right}". An owner of the session can grant it.`;
}
