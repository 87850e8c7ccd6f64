import { execFileSync } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';

/** Password of the guarded remote; its user is `olga`. */
export const remotePassword = 'pass word';

/** Makes a remote, a copy of a repository, that tells its files over HTTP to Olga alone, by her password. */
export async function guardedRemote(from: string, place: string): Promise<{ url: string; close: () => void }> {
  execFileSync('git', ['clone', '-q', '--bare', from, place]);
  execFileSync('git', ['update-server-info'], { cwd: place });
  const expected = `Basic ${Buffer.from(`olga:${remotePassword}`).toString('base64')}`;
  const server = createServer(async ({ url = '/', headers }, response) => {
    if (headers.authorization !== expected)
      return response.writeHead(401, { 'www-authenticate': 'Basic realm="far"' }).end();
    const content = await readFile(join(place, new URL(url, 'http://far').pathname)).catch(() => null);
    response.writeHead(content === null ? 404 : 200).end(content ?? '');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, close };
}
