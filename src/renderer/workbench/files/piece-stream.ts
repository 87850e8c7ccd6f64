import { VSBuffer } from '@codingame/monaco-vscode-api/vscode/vs/base/common/buffer';
import type { CancellationToken } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import {
  newWriteableStream,
  type ReadableStreamEvents,
} from '@codingame/monaco-vscode-api/vscode/vs/base/common/stream';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import {
  FileOperationResult,
  getLargeFileConfirmationLimit,
  type IFileReadStreamOptions,
  TooLargeFileOperationError,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/files/common/files';
import { limits } from '../../../shared/core/version.ts';
import type { Result } from '../../../shared/session/contract.ts';

/** Size of the first piece: enough to tell whether it is a text, and for most texts all of it, without a blob. */
const firstPieceBytes = 48 * 1024;
/** Size of a piece: it fits an entry, and leaves no copy as a blob on the host's disk. */
const pieceBytes = 60 * 1024;
/** Pieces that are asked for at a time, so that a slow network's round trips overlap. */
const atOnce = 8;

/** Reads a part of a file; less than was asked for only where the file ends. */
export type ReadPiece = (
  offsetBytes: number,
  lengthBytes: number,
  signal: AbortSignal,
) => Promise<Result<'files.read'>>;

/**
 * Limit on a file that comes without a question. Only editors have one: the person's own, or the workbench's for local
 * files, which is too much for files that travel and cannot be edited together in the end.
 */
function mostBytes(resource: URI, { limits: asked }: IFileReadStreamOptions): number {
  if (asked?.size === undefined) return Number.POSITIVE_INFINITY;
  return asked.size === getLargeFileConfirmationLimit(resource) ? limits.documentBytes : asked.size;
}

/**
 * Streams a file in pieces, a few asked for at a time, so that a large one is never in memory as a whole on its way,
 * and no more of it travels than is wanted.
 */
export function streamPieces(
  resource: URI,
  read: ReadPiece,
  options: IFileReadStreamOptions,
  token: CancellationToken,
): ReadableStreamEvents<Uint8Array> {
  const stream = newWriteableStream<Uint8Array>(
    (pieces) => VSBuffer.concat(pieces.map((piece) => VSBuffer.wrap(piece))).buffer,
  );
  const controller = new AbortController();
  const listening = token.onCancellationRequested(() => controller.abort());
  const start = options.position ?? 0;
  const end = start + (options.length ?? Number.POSITIVE_INFINITY);
  const ask = (offset: number, wanted: number) => {
    const answer = read(offset, wanted, controller.signal);
    // Failures of pieces that are no longer wanted after a failed one are ignored.
    answer.catch(() => undefined);
    return { wanted, answer };
  };
  const pump = async () => {
    const asked = [ask(start, Math.min(firstPieceBytes, end - start))];
    let next = start + asked[0]!.wanted;
    for (let piece = asked.shift(); piece; piece = asked.shift()) {
      const { content, sizeBytes } = await piece.answer;
      if (token.isCancellationRequested) return;
      if (content.length > 0) stream.write(content);
      if (content.length < piece.wanted) return;
      // A reader that sees in the first piece that it is no text stops there, and need not hear that it is large.
      if (next === start + firstPieceBytes) await new Promise((resolve) => setTimeout(resolve));
      if (token.isCancellationRequested) return;
      const upTo = Math.min(end, sizeBytes);
      if (next < upTo && sizeBytes > mostBytes(resource, options))
        throw new TooLargeFileOperationError('', FileOperationResult.FILE_TOO_LARGE, sizeBytes, options);
      for (; asked.length < atOnce && next < upTo; next += asked.at(-1)!.wanted)
        asked.push(ask(next, Math.min(pieceBytes, upTo - next)));
    }
  };
  pump()
    .catch((error: Error) => {
      if (!token.isCancellationRequested) stream.error(error);
    })
    .finally(() => {
      listening.dispose();
      stream.end();
    });
  return stream;
}
