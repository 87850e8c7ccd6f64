import { describe, expect, it, vi } from 'vitest';
import { Emitter } from '../../../../src/client/emitter.ts';
import type { SessionEvents } from '../../../../src/client/session-client-options.ts';
import { type AllHandlers, RequestServer } from '../../../../src/main/doors/request-server.ts';
import { roleRights } from '../../../../src/shared/core/rights.ts';
import type { Caller } from '../../../../src/shared/session/contract.ts';
import { emptyState } from '../../../../src/shared/session/state.ts';
import { type Body, encodeBody } from '../../../../src/shared/session/table.ts';
import { participant, session } from '../../renderer/people/sample-session.ts';

it('answers also what is asked as soon as people hear who hosts, once the host is ready', async () => {
  const events = new Emitter<SessionEvents>();
  const sendDirect = vi.fn(async () => undefined);
  const server = new RequestServer({} as AllHandlers, () => undefined);
  const ready = Promise.withResolvers<void>();
  const state = { ...emptyState };
  server.listen({ events, sendDirect, state, status: { is: 'online' } } as never, ready.promise);
  const body = encodeBody('files.list', { id: 7, params: { path: '' } });
  const by = 'a'.repeat(22);
  state.replicas = { [by]: { person: by, purpose: 'window', connected: true, activity: 'active', focus: null } };
  const place = { seq: 0, at: 0, n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };
  events.emit('direct', { ...place, by, kind: 'files.list', body });
  await new Promise((resolve) => setImmediate(resolve));
  expect(sendDirect).not.toHaveBeenCalled();
  ready.resolve();
  await vi.waitFor(() => expect(sendDirect).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(sendDirect).toHaveBeenCalledWith('request.answered', expect.objectContaining({ id: 7 }), by);
});

it('waits for the news that somebody has come in, where what they ask comes before it', async () => {
  const events = new Emitter<SessionEvents>();
  const sendDirect = vi.fn(async () => undefined);
  const list = vi.fn(async () => ({ entries: [] }));
  const by = 'a'.repeat(22);
  const client = { events, sendDirect, state: emptyState, status: { is: 'online' } };
  new RequestServer({ 'files.list': list } as unknown as AllHandlers, () => undefined).listen(client as never);
  const body = encodeBody('files.list', { id: 7, params: { path: '' } });
  const place = { seq: 0, at: 0, n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };
  events.emit('direct', { ...place, by, kind: 'files.list', body });
  await new Promise((resolve) => setImmediate(resolve));
  expect(sendDirect).not.toHaveBeenCalled();
  const replica = { person: 'ada', purpose: 'window', connected: true, activity: 'active', focus: null } as const;
  client.state = session([participant('ada')], { [by]: replica });
  events.emit('state', client.state);
  await vi.waitFor(() => expect(sendDirect).toHaveBeenCalledOnce(), { timeout: 20_000 });
  expect(list).toHaveBeenCalledOnce();
});

describe('what one guest asks for', () => {
  class Stage {
    readonly begun: string[] = [];
    readonly ends: (() => void)[] = [];
    readonly answers: Body<'request.answered'>[] = [];
    readonly server: RequestServer;
    #id = 0;

    constructor() {
      const work =
        (name: string) =>
        async (_: unknown, { person }: Caller) => {
          this.begun.push(`${person} ${name}`);
          await new Promise<void>((resolve) => this.ends.push(resolve));
          return {};
        };
      const handlers = {
        'files.remove': work('remove'),
        'documents.save': work('save'),
        'search.files': work('search'),
      };
      this.server = new RequestServer(handlers as unknown as AllHandlers, () => undefined);
    }

    ask(
      method: 'files.remove' | 'documents.save' | 'search.files',
      person: string,
      isOwner = false,
      isDirect = isOwner,
    ) {
      const params = {
        'files.remove': { path: 'a', recursive: false },
        'documents.save': { ref: 'r', seq: 0, update: new Uint8Array(2) },
        'search.files': { pattern: 'a' },
      }[method];
      const body = encodeBody(method, { id: ++this.#id, params } as never);
      const place = { seq: 0, at: 0, n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };
      const caller = { person, replica: person, isOwner, isDirect, rights: roleRights[isOwner ? 'owner' : 'editor'] };
      const source = { key: this, caller: () => caller, send: async (_: unknown, told: unknown) => this.note(told) };
      void this.server.serve({ ...place, by: person, kind: method, body }, source);
    }

    note(told: unknown): void {
      this.answers.push(told as Body<'request.answered'>);
    }

    async settle(): Promise<void> {
      await new Promise((resolve) => setImmediate(resolve));
    }
  }

  it('is worked on a little at a time, and nobody else waits for it', async () => {
    const stage = new Stage();
    for (let count = 0; count < 100; count++) stage.ask('documents.save', 'eve');
    for (let count = 0; count < 100; count++) stage.ask('search.files', 'eve');
    for (let count = 0; count < 100; count++) stage.ask('files.remove', 'eve');
    stage.ask('documents.save', 'ada', true);
    stage.ask('documents.save', 'bob');
    await stage.settle();
    const count = (what: string) => stage.begun.filter((begun) => begun === what).length;
    expect(['eve save', 'eve search', 'eve remove', 'ada save', 'bob save'].map(count)).toEqual([8, 4, 32, 1, 1]);
    for (let round = 0; round < 100; round++) {
      for (const end of stage.ends.splice(0)) end();
      await stage.settle();
    }
    expect([count('eve save'), stage.answers.length]).toEqual([100, 302]);
  });

  it('beyond all measure is turned down in words, and windows of the host’s own are not counted', async () => {
    const stage = new Stage();
    for (let asked = 0; asked < 1000; asked++) stage.ask('documents.save', 'eve');
    for (let asked = 0; asked < 1000; asked++) stage.ask('documents.save', 'ada', true);
    await stage.settle();
    expect(stage.begun.filter((begun) => begun === 'ada save')).toHaveLength(1000);
    expect(stage.answers).toHaveLength(1000 - 8 - 500);
    expect(new Set(stage.answers.map(({ error }) => error?.code))).toEqual(new Set(['too-fast']));
    expect(stage.answers[0]?.error?.message).toMatch(/try again/);
  });

  it('beyond all measure is turned down of an owner who is elsewhere, as of anybody', async () => {
    const stage = new Stage();
    for (let asked = 0; asked < 1000; asked++) stage.ask('documents.save', 'eve', true, false);
    await stage.settle();
    expect(stage.begun).toHaveLength(8);
    expect(stage.answers).toHaveLength(1000 - 8 - 500);
  });

  it('is given up at the end of the host, which takes nothing more', async () => {
    const stage = new Stage();
    for (let count = 0; count < 400; count++) stage.ask('search.files', 'eve');
    await stage.settle();
    const closed = stage.server.close();
    for (const end of stage.ends.splice(0)) end();
    await closed;
    stage.ask('files.remove', 'ada', true);
    await stage.settle();
    expect(stage.begun).toHaveLength(4);
    const codes = stage.answers.map(({ error }) => error?.code ?? 'answered');
    expect(codes.filter((code) => code === 'host-away')).toHaveLength(397);
  });

  it('and is malformed is answered, too, where it has a number', async () => {
    const answers: Body<'request.answered'>[] = [];
    const server = new RequestServer({} as AllHandlers, () => undefined);
    const send = async (_: unknown, body: unknown) => void answers.push(body as Body<'request.answered'>);
    const place = { seq: 0, at: 0, by: 'b'.repeat(22), n: 0, ageMs: 0, v: 1, ref: null, to: null, blob: null };
    const caller = (): Caller => ({ person: 'eve', replica: 'r', isOwner: false, rights: roleRights.viewer });
    const asked = { ...place, kind: 'files.stat', body: encodeBody('files.stat', { id: 5, params: 7 } as never) };
    await server.serve(asked, { key: {}, caller, send });
    expect(answers).toMatchObject([{ id: 5, error: { code: 'bad-request' } }]);
  });
});
