import type { IncomingMessage } from 'node:http';
import { EnsembleError } from '../../src/shared/core/errors.ts';

/** Reads the whole body of a request. Throws `too-large`. */
export async function bodyOf(request: IncomingMessage, mostBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += (chunk as Buffer).length;
    if (size > mostBytes) throw new EnsembleError('too-large', `At most ${mostBytes} bytes at once.`);
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks);
}
