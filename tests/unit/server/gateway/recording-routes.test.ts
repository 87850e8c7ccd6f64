import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, it, onTestFinished } from 'vitest';
import { serveRecordings } from '../../../../server/gateway/recording-routes.ts';

it('a slow reader of an exported file costs no listeners', async () => {
  let most = 0;
  const server = createServer((asked, response) => {
    const library = {
      export: async (_session: string, _ref: string, { sink }: { sink: (piece: Uint8Array) => Promise<void> }) => {
        for (let at = 0; at < 40; at++) {
          await sink(new Uint8Array(4 * 1024 * 1024));
          most = Math.max(most, response.listenerCount('close'));
        }
      },
    };
    void serveRecordings({ library } as never, 's'.repeat(22), 'p'.repeat(22), asked, response);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  const body = JSON.stringify({ is: 'file', recording: 'r'.repeat(22), passphrase: null });
  const response = await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body });
  for await (const _ of response.body!);
  expect(most).toBeLessThan(10);
});
