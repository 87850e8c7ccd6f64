import { once } from 'node:events';
import { expect, it, onTestFinished, vi } from 'vitest';
import { WebSocket as WebSocketOfWs } from 'ws';
import { OpenProgram } from '../../../lib/open-program.ts';
import { Gateway, invite } from './gateway-fixture.ts';

async function wireOf() {
  const gateway = await Gateway.open();
  return { gateway, origin: `http://127.0.0.1:${gateway.guestPort}` };
}

it('asks every 15 s for a sign of life, and cuts off who gives none', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  onTestFinished(() => void vi.useRealTimers());
  const { gateway, origin } = await wireOf();
  const connect = async (name: string, autoPong: boolean) => {
    const socket = new WebSocketOfWs(`${origin.replace('http', 'ws')}/open/${gateway.session}`, { autoPong });
    onTestFinished(() => socket.terminate());
    await once(socket, 'open');
    const answered = once(socket, 'message');
    socket.send(JSON.stringify({ id: 1, do: 'join', version: 1, invite, ticket: `a-ticket-of-${name}-itself`, name }));
    const [data] = (await answered) as [Buffer];
    const { ok } = JSON.parse(data.toString('utf8')) as { ok: { person: string } };
    return { socket, person: ok.person };
  };
  const [lively, dead] = [await connect('Lively', true), await connect('Dead', false)];
  const here = () =>
    Object.values(gateway.host.state.replicas).flatMap(({ person, connected }) => (connected ? person : []));
  vi.advanceTimersByTime(14_000);
  const pinged = [lively, dead].map(({ socket }) => once(socket, 'ping'));
  const over = once(dead.socket, 'close');
  vi.advanceTimersByTime(1_000);
  await Promise.all(pinged);
  expect(here()).toEqual(expect.arrayContaining([lively.person, dead.person]));
  // The answer to its ping has come once this has been answered: a connection keeps the order.
  const again = once(lively.socket, 'message');
  lively.socket.send(JSON.stringify({ id: 2, do: 'ping' }));
  await again;
  vi.advanceTimersByTime(15_000);
  expect((await over)[0]).toBe(1006);
  await expect.poll(here).not.toContain(dead.person);
  expect(here()).toContain(lively.person);
  expect(lively.socket.readyState).toBe(WebSocketOfWs.OPEN);
});

it('keeps a lock no longer than it was to last', async () => {
  const { gateway, origin } = await wireOf();
  const enter = async (name: string) => {
    const program = await new OpenProgram(origin, gateway.session).opened();
    return { program, ok: (await program.join(name, invite)).ok as { person: string } };
  };
  const [one, two] = [await enter('One'), await enter('Two')];
  await two.program.ask('subscribe', { to: 'locks' });
  const { ok: held } = await one.program.ask('lock', { path: 'a.txt', forMs: 1_000 });
  expect(held).toMatchObject({ is: 'held', untilMs: expect.any(Number) });
  expect((await two.program.ask('lock', { path: 'a.txt' })).ok).toMatchObject({ is: 'refused' });
  await expect.poll(async () => (await two.program.ask('locks')).ok.locks, { timeout: 5_000 }).toEqual([]);
  expect(Date.now()).toBeGreaterThanOrEqual(held.untilMs);
  expect((await two.program.ask('lock', { path: 'a.txt' })).ok).toMatchObject({ is: 'held', person: two.ok.person });
  expect(await two.program.event('lock', ({ is }) => is === 'released')).toMatchObject({ lock: held.lock });
  expect(Object.values(gateway.host.state.locks.held).map(({ person }) => person)).toEqual([two.ok.person]);
});
