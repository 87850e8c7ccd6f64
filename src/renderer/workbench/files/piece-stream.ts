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
import { limits } from '../../../shared/protocol/version.ts';
import type { Result } from '../../../shared/workspace/contract.ts';

/** Enough to tell whether it is a text, and for most texts all of it: so little comes without a blob. */
const firstPieceBytes = 48 * 1024;
const pieceBytes = 1024 * 1024;

/** Gives a part of a file: less than was asked for only where the file ends. */
export type ReadPiece = (
  offsetBytes: number,
  lengthBytes: number,
  signal: AbortSignal,
) => Promise<Result<'files.read'>>;

/**
 * The largest file that comes without a question. Only editors have a limit: the person's own, or the workbench's for
 * local files, which is too much for what travels and cannot be edited together in the end.
 */
function mostBytes(resource: URI, { limits: asked }: IFileReadStreamOptions): number {
  if (asked?.size === undefined) return Number.POSITIVE_INFINITY;
  return asked.size === getLargeFileConfirmationLimit(resource) ? limits.documentBytes : asked.size;
}

/**
 * A file as a stream of its pieces, one asked for after the other, so that a large one is never in memory as a whole on
 * its way, and no more of it travels than is wanted.
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
  const pump = async () => {
    let wanted = Math.min(firstPieceBytes, end - start);
    for (let offset = start; offset < end; wanted = Math.min(pieceBytes, end - offset)) {
      const { content, sizeBytes } = await read(offset, wanted, controller.signal);
      // Who saw in the first piece that it is no text wants no more, and need not hear that it is large.
      if (token.isCancellationRequested) return;
      if (offset > start && sizeBytes > mostBytes(resource, options))
        throw new TooLargeFileOperationError('', FileOperationResult.FILE_TOO_LARGE, sizeBytes, options);
      offset += content.length;
      if (content.length > 0) stream.write(content);
      if (content.length < wanted) return;
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
