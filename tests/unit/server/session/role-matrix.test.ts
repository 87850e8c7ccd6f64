import { expect, it } from 'vitest';
import { hasRight, type Role, roles } from '../../../../src/shared/protocol/rights.ts';
import { type KindName, kinds, lookUp } from '../../../../src/shared/protocol/table.ts';
import { idOf, sampleBody } from '../../shared/protocol/sample-of.ts';
import { owner, ownersHost, personOf, type RawClient, ref, Stage } from './session-fixture.ts';

const names = Object.keys(kinds) as KindName[];

/** Sends one entry of a kind as a modified client would, and says what became of it. */
async function attempt(client: RawClient, name: KindName, target: string): Promise<string> {
  const kind = lookUp(name)!;
  const body = { ...sampleBody(name), person: target, role: 'reviewer' };
  if (name === 'host.claimed') Object.assign(body, { term: 2 });
  client.frames.length = 0;
  const change = { ref: kind.audience === 'to' ? null : ref, to: kind.audience === 'to' ? ownersHost : null };
  await client.say(name, body as never, change);
  const refusal = client.heard('entry.refused').length > 0 || client.last('refused') !== undefined;
  const answered = client.last('direct') !== undefined;
  return refusal || answered ? 'refused' : client.closed ? 'ended' : 'accepted';
}

/** What the table says should become of it. */
function expected(name: KindName, role: Role): string {
  const { right, hostOnly } = lookUp(name)!;
  if (right === 'server') return 'refused';
  if (!hasRight(role, right)) return 'refused';
  return hostOnly && role !== 'owner' ? 'refused' : 'accepted';
}

/** A window of the host's own person, that is not the host. */
async function ownersWindow(stage: Stage): Promise<RawClient> {
  const client = await stage.connect(idOf('window-of-the-owner'), { is: 'owner', person: owner });
  await client.hello();
  return client;
}

/** One world for each try, so that what one entry does cannot help or hinder the next. */
async function tryAs(name: KindName, role: Role): Promise<string> {
  const stage = await Stage.open();
  const target = personOf(await stage.guest('target'));
  const client = role === 'owner' ? await ownersWindow(stage) : await stage.guest('attacker', role);
  const outcome = await attempt(client, name, target);
  stage.session.close();
  return outcome;
}

it.each(roles)('lets the role %s do what the table says, and nothing else', async (role) => {
  const gaps: string[] = [];
  for (const name of names) {
    const outcome = await tryAs(name, role);
    if (outcome !== expected(name, role)) gaps.push(`${name} by ${role}: ${outcome}, not ${expected(name, role)}`);
  }
  expect(gaps).toEqual([]);
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
  const stage = await Stage.open();
  const promoted = await stage.connect(idOf('another-owner'), { is: 'owner', person: idOf('another-person') });
  await promoted.hello();
  for (const name of names.filter((each) => lookUp(each)?.hostOnly)) {
    expect(await attempt(promoted, name, idOf('nobody')), name).toBe('refused');
  }
  stage.session.close();
});
