import { describe, expect, it } from 'vitest';
import { colourCount, colourFor } from '../../../../server/session/colours.ts';
import { ann, annsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';
import { invite, personOf, type RawClient, Stage, ticketOf } from './session-fixture.ts';

const colourOf = (stage: Stage, client: RawClient) => stage.session.state.participants[personOf(client)]!.colorIndex;

async function leave(stage: Stage, client: RawClient): Promise<void> {
  await client.send({ t: 'leave' });
  await stage.world.run(100);
}

async function back(stage: Stage, name: string): Promise<RawClient> {
  const client = await stage.connect(idOf(`${name}-again`));
  await client.hello({ name, invite, ticket: ticketOf(name) });
  return client;
}

describe('the colour of a person', () => {
  it('is one of their own as long as there are any, also for two who come at once', async () => {
    const stage = await Stage.open();
    const guests = await Promise.all(['Bob', 'Cat', 'Dan'].map((name) => stage.guest(name)));
    const more = Array.from({ length: 8 }, (_, index) => `P${index}`);
    for (const name of more) guests.push(await stage.guest(name));
    expect(new Set(guests.map((guest) => colourOf(stage, guest))).size).toBe(11);
    expect(guests.map((guest) => colourOf(stage, guest))).not.toContain(0);
  });

  it('is given back by who has gone, and is theirs again when they come while it is free', async () => {
    const stage = await Stage.open();
    const guests: RawClient[] = [];
    for (let index = 0; index < 11; index++) guests.push(await stage.guest(`P${index}`));
    const third = guests[3]!;
    const colour = colourOf(stage, third);
    await leave(stage, third);
    expect(colourOf(stage, await back(stage, 'P3'))).toBe(colour);
    const fifth = guests[5]!;
    const fifths = colourOf(stage, fifth);
    await leave(stage, fifth);
    expect(colourOf(stage, await stage.guest('Late'))).toBe(fifths);
    await leave(stage, guests[7]!);
    const returned = await back(stage, 'P5');
    expect(colourOf(stage, returned)).not.toBe(fifths);
    expect(colourOf(stage, returned)).not.toBe(0);
  });

  it('of a thirteenth who is here is not the host’s', async () => {
    const stage = await Stage.open();
    for (let index = 0; index < 11; index++) await stage.guest(`P${index}`);
    expect(colourOf(stage, await stage.guest('Thirteenth'))).not.toBe(0);
  });

  it('stays while they are here, whoever comes', () => {
    const people = Array.from({ length: 30 }, (_, index) => idOf(`p${index}-`));
    let state = foldAll([joined(ann, annsWindow, 'owner')]);
    for (const person of people) {
      const before = state;
      const colour = colourFor(state, person);
      const body = {
        person,
        name: person,
        role: 'editor',
        replica: idOf(`w${person}`),
        purpose: 'window',
        colour,
      } as const;
      state = foldAll([entryOf('participant.joined', body)], state);
      for (const one of Object.values(before.participants))
        expect(state.participants[one.person]!.colorIndex).toBe(one.colorIndex);
      expect(colourFor(state, person)).toBe(colour);
    }
    const counts = Array.from(
      { length: colourCount },
      (_, colour) => Object.values(state.participants).filter(({ colorIndex }) => colorIndex === colour).length,
    );
    expect(Math.max(...counts) - Math.min(...counts)).toBeLessThanOrEqual(1);
  });
});
