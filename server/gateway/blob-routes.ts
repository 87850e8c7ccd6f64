import type { IncomingMessage, ServerResponse } from 'node:http';
import { EnsembleError, type ErrorCode } from '../../src/shared/protocol/errors.ts';
import { bodyOf } from './request-body.ts';
import type { BlobPieces } from './sessions.ts';

const pieceBytes = 2 * 1024 * 1024;

const statuses: Partial<Record<ErrorCode, number>> = {
  'too-large': 413,
  'no-space': 507,
  'not-found': 404,
  'out-of-order': 409,
  'bad-request': 400,
};

/** Answers HEAD (how much is here), GET (a whole blob) and PUT (a piece) for one blob. */
export async function serveBlob(
  store: BlobPieces,
  hash: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  try {
    if (request.method === 'HEAD') {
      response.setHeader('x-received-bytes', await store.received(hash));
      response.end();
    } else if (request.method === 'GET') {
      const bytes = await store.get(hash);
      response.setHeader('content-type', 'application/octet-stream');
      response.setHeader('cache-control', 'private, max-age=31536000, immutable');
      response.end(bytes);
    } else if (request.method === 'PUT') {
      const [offset, total] = ['offset', 'total'].map((name) => Number(url.searchParams.get(name) ?? Number.NaN)) as [
        number,
        number,
      ];
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(total) || offset < 0) {
        throw new EnsembleError('bad-request', 'A piece needs its offset and the total.');
      }
      await store.add(hash, offset, total, await bodyOf(request, pieceBytes));
      response.writeHead(204).end();
    } else response.writeHead(405).end();
  } catch (thrown) {
    const known = thrown instanceof EnsembleError;
    response.writeHead(known ? (statuses[thrown.code] ?? 400) : 500, {
      'content-type': 'text/plain; charset=utf-8',
      connection: 'close',
    });
    response.end(known ? thrown.message : 'Something went wrong here.');
  }
}
