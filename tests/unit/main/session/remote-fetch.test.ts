import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { remoteFetch } from '../../../../src/main/session/remote-fetch.ts';

it('asks once more where the connection is closed before any answer, and no oftener', async () => {
  let closes = 1;
  let requests = 0;
  const server = createServer(({ socket }, response) => {
    requests++;
    if (closes-- > 0) socket.destroy();
    else response.end('here');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const ask = (method = 'GET') => remoteFetch({ origin, pin: null })(origin, { method, headers: {} });
  expect(await (await ask()).text()).toBe('here');
  expect(requests).toBe(2);
  closes = 9;
  await expect(ask()).rejects.toThrow();
  expect(requests).toBe(4);
  await expect(ask('PUT')).rejects.toThrow();
  expect(requests).toBe(5);
});
