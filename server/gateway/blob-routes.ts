import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { EnsembleError, type ErrorCode } from '../../src/shared/core/errors.ts';
import type { BlobView } from './blob-views.ts';
import { bodyOf } from './request-body.ts';
import { Turnstile } from './turnstile.ts';

const pieceBytes = 2 * 1024 * 1024;
/** Time after which an answer is given up that its receiver does not read. */
const stalledMs = 30_000;

const statuses: Partial<Record<ErrorCode, number>> = {
  'too-large': 413,
  'too-fast': 429,
  'no-space': 507,
  'not-found': 404,
  'out-of-order': 409,
  'bad-request': 400,
};

/** Bound on a person's transfers under way, over all their windows. */
export class BlobTurns {
  readonly reads = new Turnstile(
    4,
    32,
    20_000,
    'You are fetching many attachments already: try again when they are there.',
  );
  readonly uploads = new Turnstile(
    4,
    32,
    20_000,
    'You are sending many attachments already: try again when they are there.',
  );
}

/**
 * Answers HEAD (bytes that are here), GET (a whole blob) and PUT (a piece) for one blob. The turns count for `person`.
 */
export async function serveBlob(
  { view, turns, person }: { view: BlobView; turns: BlobTurns; person: string },
  hash: string,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const leave: (() => void)[] = [];
  try {
    if (request.method === 'HEAD') {
      response.setHeader('x-received-bytes', await view.received(hash));
      response.end();
    } else if (request.method === 'GET') {
      leave.push(await turns.reads.enter(person));
      await send(view, hash, url.searchParams.has('file'), response);
    } else if (request.method === 'PUT') {
      const [offset, total] = ['offset', 'total'].map((name) => Number(url.searchParams.get(name) ?? Number.NaN)) as [
        number,
        number,
      ];
      if (!Number.isSafeInteger(offset) || !Number.isSafeInteger(total) || offset < 0) {
        throw new EnsembleError('bad-request', 'A piece needs its offset and the total.');
      }
      leave.push(await turns.uploads.enter(person));
      await view.add(hash, offset, total, await bodyOf(request, pieceBytes));
      response.writeHead(204).end();
    } else response.writeHead(405).end();
  } catch (thrown) {
    if (response.headersSent || response.destroyed) return void response.destroy();
    const known = thrown instanceof EnsembleError;
    response.writeHead(known ? (statuses[thrown.code] ?? 400) : 500, {
      'content-type': 'text/plain; charset=utf-8',
      'cache-control': 'no-store',
      connection: 'close',
    });
    response.end(known ? thrown.message : 'Something went wrong here.');
  } finally {
    for (const end of leave) end();
  }
}

async function send(view: BlobView, hash: string, isFile: boolean, response: ServerResponse): Promise<void> {
  // The person may have gone while waiting for their turn.
  if (response.destroyed) return;
  const { sizeBytes, stream } = await view.open(hash, isFile);
  response.setHeader('content-type', 'application/octet-stream');
  response.setHeader('cache-control', 'private, max-age=31536000, immutable');
  // Somebody's file is never shown as a page of this origin, whatever is in it.
  response.setHeader('content-disposition', 'attachment');
  response.setHeader('x-content-type-options', 'nosniff');
  response.setHeader('content-security-policy', "default-src 'none'; sandbox");
  response.setHeader('content-length', sizeBytes);
  response.setTimeout(stalledMs, () => response.destroy());
  try {
    await pipeline(stream, response);
  } finally {
    stream.destroy();
  }
}
