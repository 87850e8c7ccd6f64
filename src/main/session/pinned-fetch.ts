import { type Agent, request } from 'node:https';
import type { Fetch } from '../../client/http-blobs.ts';

/** Makes the part of fetch that blobs need, through an agent that trusts one certificate. */
export function pinnedFetch(agent: Agent): Fetch {
  return (url, { method, headers, body }) =>
    new Promise((resolve, reject) => {
      const call = request(url, { method, headers, agent }, (response) => {
        const chunks: Buffer[] = [];
        response.on('data', (chunk: Buffer) => chunks.push(chunk));
        response.once('error', reject);
        response.once('end', () => {
          const bytes = Buffer.concat(chunks);
          const status = response.statusCode ?? 0;
          resolve({
            ok: status >= 200 && status < 300,
            status,
            headers: { get: (name) => String(response.headers[name.toLowerCase()] ?? '') || null },
            text: async () => bytes.toString('utf8'),
            arrayBuffer: async () => new Uint8Array(bytes).buffer,
          });
        });
      });
      call.once('error', reject);
      call.end(body);
    });
}
