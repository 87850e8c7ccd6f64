import { describe, expect, it } from 'vitest';
import { serverReplica } from '../../../../src/shared/core/ids.ts';
import {
  type Grants,
  grantable,
  hasRight,
  isGrantable,
  mayDo,
  type Role,
  roles,
} from '../../../../src/shared/core/rights.ts';
import { encodeBody, type KindName, kinds, lookUp } from '../../../../src/shared/session/table.ts';
import { hashBytes } from '../../../../src/shared/text/hash.ts';
import { idOf, sampleBody } from '../../shared/session/sample-of.ts';
import { owner, ownersHost, personOf, type RawClient, ref, Stage } from './session-fixture.ts';

const names = Object.keys(kinds) as KindName[];

/** Ways to send a body: as it should be, as an attachment, or with a recipient where there should be none. */
type Way = 'inline' | 'by blob' | 'directed';

const blobs = new Map<string, Uint8Array>();
const withBlobs = {
  hasBlob: (hash: string) => blobs.has(hash),
  getBlob: async (hash: string) => blobs.get(hash)!,
};

function bodyOf(name: KindName, target: string): Record<string, unknown> {
  const body = {
    ...sampleBody(name),
    person: target,
    role: 'reviewer',
    encoding: 'utf8',
    asks: false,
    order: [target],
    agentOf: undefined,
  };
  return name === 'host.claimed' ? { ...body, term: 2 } : body;
}

/** Sends one entry of a kind as a modified client would, and says what became of it. */
async function attempt(
  client: RawClient,
  name: KindName,
  target: string,
  way: Way = 'inline',
  onUpload: (blob: string) => void = () => undefined,
): Promise<string> {
  const kind = lookUp(name)!;
  const isDirected = (kind.audience === 'to') !== (way === 'directed');
  const body = bodyOf(name, target);
  client.frames.length = 0;
  const change = { ref: kind.audience === 'to' ? null : ref, to: isDirected ? ownersHost : null };
  if (way === 'by blob') {
    const bytes = encodeBody(name, body as never);
    const blob = hashBytes(bytes);
    blobs.set(blob, bytes);
    onUpload(blob);
    await client.say(name, body as never, { ...change, body: new Uint8Array(0), blob });
  } else await client.say(name, body as never, change);
  const refusal = client.heard('entry.refused').length > 0 || client.last('refused') !== undefined;
  const answered = client.last('direct') !== undefined;
  return refusal || answered ? 'refused' : client.closed ? 'ended' : 'accepted';
}

/** A member is not denied, but removed; nobody here is an agent; and only the host's own replica answers. */
const neverHere: readonly string[] = [
  'participant.denied',
  'agent.paused',
  'agent.restrained',
  'request.answered',
  'proposal.made',
  'proposal.judged',
  'proposal.withdrawn',
  'fileProposal.made',
  'fileProposal.judged',
  'fileProposal.withdrawn',
];

const aboutNothing: readonly string[] = [
  'terminal.opened',
  'terminal.wanted',
  'languages.servers',
  'languages.problems',
  'recording.started',
  'review.given',
  'review.opened',
  'reach.changed',
  'tree.leased',
  'tree.freed',
  'value.changed',
  'value.leased',
  'value.released',
];

/** Kinds that need a thread of comments. */
const ofThreads: readonly string[] = ['comment.replied', 'comment.edited', 'comment.deleted', 'comment.resolved'];

/**
 * Says whether a kind needs a terminal, a recording or a thread: there is none here, and others try those of sessions
 * that have one.
 */
const ofNothingHere = (name: KindName) =>
  ofThreads.includes(name) || (!lookUp(name)!.ofDocument && !aboutNothing.includes(name));

/** Verdict that the table asks for. */
function expected(name: KindName, role: Role, grants: Grants = {}): string {
  const { right, hostOnly } = lookUp(name)!;
  if (right === 'server' || neverHere.includes(name) || ofNothingHere(name)) return 'refused';
  if (!mayDo({ role, grants }, right)) return 'refused';
  // Nobody asks to join here, and an owner alone lets in unasked.
  if (right === 'admit.guests' && !hasRight(role, 'admit')) return 'refused';
  return hostOnly && role !== 'owner' ? 'refused' : 'accepted';
}

/** A window of the host's own person, that is not the host. */
async function ownersWindow(stage: Stage, name = 'window-of-the-owner'): Promise<RawClient> {
  const client = await stage.connect(idOf(name), { is: 'owner', person: owner });
  await client.hello();
  return client;
}

interface Scene {
  stage: Stage;
  client: RawClient;
  target: RawClient;
}

/** One world for each try, so that what one entry does cannot help or hinder the next. */
async function sceneFor(role: Role): Promise<Scene> {
  const stage = await Stage.open(withBlobs);
  const target = await stage.guest('target');
  const client = role === 'owner' ? await ownersWindow(stage) : await stage.guest('attacker', role);
  return { stage, client, target };
}

async function tryAs(name: KindName, role: Role, way: Way, grants: Grants | null = null): Promise<string> {
  const { stage, client, target } = await sceneFor(role);
  const person = personOf(client);
  if (grants) await stage.host.say('rights.changed', { person, grants });
  const outcome = await attempt(client, name, personOf(target), way, (blob) =>
    stage.session.blobRights.noteUpload(person, blob),
  );
  stage.session.close();
  return outcome;
}

describe.each(roles)('the role %s', (role) => {
  it('may do what the table says, and nothing else', async () => {
    const gaps: string[] = [];
    for (const name of names) {
      const outcome = await tryAs(name, role, 'inline');
      if (outcome !== expected(name, role)) gaps.push(`${name}: ${outcome}, not ${expected(name, role)}`);
    }
    expect(gaps).toEqual([]);
  });

  it('may do no more by an attachment, and only what may be large', async () => {
    const gaps: string[] = [];
    for (const name of names) {
      const outcome = await tryAs(name, role, 'by blob');
      const wanted = lookUp(name)!.large ? expected(name, role) : 'refused';
      if (outcome !== wanted) gaps.push(`${name}: ${outcome}, not ${wanted}`);
    }
    expect(gaps).toEqual([]);
  });

  it('directs nothing that is for all, and nothing for all that is for one', async () => {
    const outcomes = new Set<string>();
    for (const name of names) outcomes.add(await tryAs(name, role, 'directed'));
    expect([...outcomes]).toEqual(['refused']);
  });

  it('says nothing of any kind in the name of the server, the host, its disk or another guest', async () => {
    for (const name of names) {
      const stage = await Stage.open(withBlobs);
      const target = await stage.guest('target');
      const disk = await stage.connect(idOf('hosts-disk'), { is: 'owner', person: owner });
      await disk.hello({ purpose: 'disk' });
      // Nothing of an attempt stays but its sender's end.
      for (const victim of ['server', 'host', 'disk', 'guest'] as const) {
        const sender = `forger-of-${victim}`;
        const client = role === 'owner' ? await ownersWindow(stage, sender) : await stage.guest(sender, role);
        const by = { server: serverReplica, host: ownersHost, disk: disk.replica, guest: target.replica }[victim];
        const { head } = stage.session;
        const n = lookUp(name)!.keep === 'history' ? stage.session.entryRules.lastN(by) + 1 : 0;
        const to = lookUp(name)!.audience === 'to' ? ownersHost : null;
        stage.host.frames.length = 0;
        await client.say(name, bodyOf(name, personOf(target)) as never, { by, n, ref, to });
        expect([client.last('closed')?.code, stage.session.head], `${name} as ${victim}`).toEqual(['forged', head]);
        expect(stage.host.last('direct')).toBeUndefined();
      }
      stage.session.close();
    }
  }, 60_000);
});

describe.each(['maintainer', 'editor', 'reviewer', 'viewer'] as const)('a %s with a right more, or less', (role) => {
  it('may do what that right allows, and else what the role does', async () => {
    const gaps: string[] = [];
    const kindsOf = (right: string) => names.filter((name) => lookUp(name)!.right === right);
    for (const right of grantable) {
      const grants = { [right]: !hasRight(role, right) };
      const other = grantable.find((each) => each !== right && hasRight(role, each) && kindsOf(each).length > 0);
      // Of many kinds of a right, the first ones: which right a kind needs is the table's, and is tried above.
      for (const name of [...kindsOf(right).slice(0, 6), ...kindsOf(other ?? 'read').slice(0, 1)]) {
        const [outcome, wanted] = [await tryAs(name, role, 'inline', grants), expected(name, role, grants)];
        if (outcome !== wanted) gaps.push(`${name} with ${JSON.stringify(grants)}: ${outcome}, not ${wanted}`);
      }
    }
    expect(gaps).toEqual([]);
  });

  it('still gives no rights, lets nobody in and hosts nothing', async () => {
    const all = Object.fromEntries(grantable.map((right) => [right, true]));
    const closed = names.filter((name) => {
      const { right } = lookUp(name)!;
      return right !== 'server' && right !== 'read' && !isGrantable(right);
    });
    for (const name of closed) expect(await tryAs(name, role, 'inline', all), name).toBe('refused');
  });
});

it('takes nothing of any kind from who has said no hello, or is not admitted', async () => {
  const stage = await Stage.open({ admitEveryone: false });
  for (const name of names) {
    const { head } = stage.session;
    for (const greets of [false, true]) {
      const client = await stage.connect(idOf(`stranger-${name}`));
      if (greets) await client.hello({ invite: 'a-guess-that-is-long-enough', ticket: `t-${name}-${'.'.repeat(16)}` });
      await client.say(name, sampleBody(name) as never, { ref });
      expect(client.closed, name).toBe(true);
      expect(client.last('welcome')).toBeUndefined();
    }
    expect(stage.session.head).toBe(head);
    expect(stage.host.last('direct')).toBeUndefined();
  }
  stage.session.close();
});

it('takes the host’s kinds of nobody else’s replica, whatever their role', async () => {
  const stage = await Stage.open(withBlobs);
  const promoted = await stage.connect(idOf('another-owner'), { is: 'owner', person: idOf('another-person') });
  await promoted.hello();
  const hosts = names.filter((each) => lookUp(each)?.hostOnly || each === 'request.answered');
  for (const name of hosts) {
    for (const way of ['inline', 'by blob'] as const)
      expect(await attempt(promoted, name, idOf('nobody'), way), `${name} ${way}`).toBe('refused');
  }
  stage.session.close();
});
