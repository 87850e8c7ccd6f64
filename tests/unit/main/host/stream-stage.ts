import { Calls } from '../../../../src/client/calls.ts';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionEvents } from '../../../../src/client/session-client-options.ts';
import { type AllHandlers, RequestServer } from '../../../../src/main/doors/request-server.ts';
import type { Replica } from '../../../../src/shared/capabilities/people/people-state.ts';
import type { StreamHandlers } from '../../../../src/shared/session/contract.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import { encodeBody, type KindName } from '../../../../src/shared/session/table.ts';
import { participant, session } from '../../renderer/people/sample-session.ts';

const place = { seq: 0, at: 0, n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };

type Search = StreamHandlers<'search.text'>['search.text'];

/** A host in a session with its guests, and what each heard from it. Only what lies between them is not real. */
export class StreamStage {
  readonly events = new Emitter<SessionEvents>();
  readonly reports: string[] = [];
  readonly server: RequestServer;
  readonly heard = new Map<string, string[]>();
  readonly #guests = new Map<string, Calls>();
  state: SessionState;
  status: { is: string } = { is: 'online' };

  constructor(people: readonly string[], handlers: Partial<AllHandlers>) {
    const replica = (person: string): Replica => ({
      person,
      purpose: 'window',
      connected: true,
      activity: 'active',
      focus: null,
    });
    this.state = session(
      people.map((person) => participant(person)),
      Object.fromEntries(people.map((person) => [person, replica(person)])),
    );
    this.server = new RequestServer(handlers as AllHandlers, (message) => void this.reports.push(message));
    this.server.listen(this as never);
    for (const person of people) this.heard.set(person, []);
  }

  /** A host that does nothing but search, as the test says. */
  static searching(people: readonly string[], search: Search): StreamStage {
    return new StreamStage(people, { 'search.text': search });
  }

  /** The host's way to a replica, as its client has it. */
  async sendDirect(kind: KindName, body: never, to: string): Promise<void> {
    if (this.status.is !== 'online') return;
    this.heard.get(to)!.push(kind);
    this.#guests.get(to)?.hear({ kind, body: encodeBody(kind, body) });
  }

  /** A guest's end of things. */
  guest(person: string): Calls {
    const calls = new Calls(async () => async (kind, body) => this.say(person, kind, body));
    this.#guests.set(person, calls);
    return calls;
  }

  /** Says to the host what any client could. */
  say(person: string, kind: KindName, body: unknown): void {
    this.events.emit('direct', { ...place, by: person, kind, body: encodeBody(kind, body as never) });
  }

  /** Changes who is in, and what they may do. */
  becomes(change: Partial<SessionState>): void {
    this.state = { ...this.state, ...change };
    this.events.emit('state', this.state);
  }

  /** Breaks the host's connection, or brings it back. */
  connection(is: 'online' | 'connecting'): void {
    this.status = { is };
    this.events.emit('status', { is });
  }
}
