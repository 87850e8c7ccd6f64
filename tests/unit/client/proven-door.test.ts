import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished, vi } from 'vitest';
import { checkDoor, provenDial, provenFetch, strangerWords } from '../../../src/client/proven-door.ts';
import { nodeEnvironment } from '../../../src/main/machine/environment.ts';
import { newSecret } from '../../../src/shared/core/ids.ts';
import { hostProof } from '../../../src/shared/host-proof.ts';
import { ask, Gateway, token } from '../server/gateway/gateway-fixture.ts';

/** Somebody who listens at a port, and what they were told. */
async function stranger(answer: (request: IncomingMessage, response: ServerResponse) => void) {
  const told: string[] = [];
  const server = createServer((request, response) => {
    told.push(`${request.url} ${JSON.stringify(request.headers)}`);
    answer(request, response);
  });
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return { told, origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
}

const doorAt = (origin: string) => ({ origin, token, environment: nodeEnvironment, fetch });

it('lets a window talk to its own host', async () => {
  const gateway = await Gateway.open();
  const door = doorAt(`http://127.0.0.1:${gateway.privatePort}`);
  const dial = vi.fn(async () => 'a connection' as never);
  expect(await provenDial(door, dial)()).toBe('a connection');
  const answer = await provenFetch(door)(`${door.origin}/`, { method: 'GET', headers: {} });
  expect(await answer.text()).toBe('<!doctype html>the page');
});

it.each([
  ['says nothing', (_: IncomingMessage, response: ServerResponse) => response.end()],
  ['knows no such question', (_: IncomingMessage, response: ServerResponse) => response.writeHead(404).end()],
  ['guesses', (_: IncomingMessage, response: ServerResponse) => response.end(hostProof('a guess', 'x'.repeat(43)))],
  [
    'repeats the question',
    ({ url }: IncomingMessage, response: ServerResponse) =>
      response.end(new URL(url!, 'http://here').searchParams.get('challenge')),
  ],
])('tells a program nothing that has the port and %s', async (_, answer) => {
  const { told, origin } = await stranger(answer);
  const dial = vi.fn();
  await expect(provenDial(doorAt(origin), dial)()).rejects.toThrow(strangerWords);
  const headers = { authorization: `Bearer ${token}` };
  await expect(provenFetch(doorAt(origin))(`${origin}/blobs`, { method: 'GET', headers })).rejects.toThrow(
    strangerWords,
  );
  expect(dial).not.toHaveBeenCalled();
  expect(told).toHaveLength(2);
  for (const heard of told) expect(heard).not.toContain(token);
});

it('takes no proof of before', async () => {
  const gateway = await Gateway.open();
  const { privatePort } = gateway;
  const old = await ask(privatePort, `/proof?challenge=${newSecret(nodeEnvironment)}`);
  expect(old).toMatchObject({ status: 200, text: expect.stringMatching(/^[0-9a-f]{64}$/) });
  const { origin } = await stranger((_, response) => response.end(old.text));
  await expect(checkDoor(doorAt(origin))).rejects.toThrow(strangerWords);
});

it('says in words that nobody is there, and waits for nobody for ever', async () => {
  await expect(checkDoor(doorAt('http://127.0.0.1:1'))).rejects.toThrow('Nothing answers at its address.');
  const { origin } = await stranger(() => undefined);
  const environment = { ...nodeEnvironment, setTimer: (run: () => void) => setTimeout(run, 50) };
  await expect(checkDoor({ ...doorAt(origin), environment })).rejects.toThrow('The host does not answer.');
});

it('proves nothing at the door of guests, to other pages, or to what is no challenge', async () => {
  const gateway = await Gateway.open();
  const path = `/proof?challenge=${newSecret(nodeEnvironment)}`;
  expect((await ask(gateway.guestPort, path)).status).toBe(404);
  expect((await ask(gateway.privatePort, path, { headers: { origin: 'http://evil.example' } })).status).toBe(403);
  expect((await ask(gateway.privatePort, path, { headers: { host: 'evil.example' } })).status).toBe(403);
  for (const bad of ['/proof', '/proof?challenge=short', `${path}x`])
    expect((await ask(gateway.privatePort, bad)).status, bad).toBe(404);
});
