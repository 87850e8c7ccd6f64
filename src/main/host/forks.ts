import { EnsembleError } from '../../shared/core/errors.ts';
import { limits } from '../../shared/core/version.ts';
import type { StreamHandlers } from '../../shared/session/contract.ts';
import { ForkedFolder, forkedNames } from '../files/forked-folder.ts';
import { encodeText, type TextFormat } from '../files/text-codec.ts';
import { BranchOfTexts } from '../git/branch-of-texts.ts';

type Fork = StreamHandlers<'replay.fork'>['replay.fork'];

/** Place into which the files of a moment are written. */
interface Target {
  readonly files: number;
  write(path: string, content: Uint8Array): Promise<void>;
  /** Ends it, with everything in it. */
  finish(): Promise<string>;
  /** Ends it where it is left, or fails. */
  undo(): Promise<void>;
}

async function folderTarget(folder: string): Promise<Target> {
  const forked = await ForkedFolder.open(folder);
  return {
    get files() {
      return forked.files;
    },
    write: (path, content) => forked.write(path, content),
    finish: async () => {
      await forked.close();
      return forked.place;
    },
    undo: () => forked.undo(),
  };
}

async function branchTarget(root: string, name: string, life: Life, message: string): Promise<Target> {
  const branch = await BranchOfTexts.open(root, name, life);
  return {
    get files() {
      return branch.files;
    },
    write: (path, content) => branch.write(path, content),
    finish: async () => {
      await branch.finish(message);
      await branch.close();
      return name;
    },
    undo: () => branch.close(),
  };
}

type Life = Parameters<typeof BranchOfTexts.open>[2];

/** Makes the handler that writes the files of a moment of a recording, for windows of the host's own. */
export function createFork(root: string, life: Life): Fork {
  return async ({ place, branch, message }, caller, signal, stream) => {
    if (!caller.isDirect)
      throw new EnsembleError('not-permitted', 'A fork is written for windows of the host’s own alone.');
    const target = branch === null ? await folderTarget(place ?? '') : await branchTarget(root, branch, life, message);
    try {
      let [waiting, bytes]: [Uint8Array[], number] = [[], 0];
      for await (const part of stream) {
        if (part.path === null) {
          const place = await target.finish();
          return { place, files: target.files };
        }
        waiting.push(part.content.slice());
        bytes += part.content.length;
        if (bytes > limits.documentBytes * 4) throw new EnsembleError('too-large', `“${part.path}” is too large.`);
        if (!part.isLast) continue;
        forkedNames(part.path);
        await target.write(part.path, encodedAs(Buffer.concat(waiting), part.format));
        [waiting, bytes] = [[], 0];
        if (target.files % 20 === 0) await stream.send({ files: target.files });
        if (signal.aborted) break;
      }
      throw new EnsembleError('cancelled', 'Cancelled.');
    } catch (thrown) {
      await target.undo();
      throw thrown;
    }
  };
}

/** Encodes a text as its file was; in UTF-8 where that cannot hold it. */
function encodedAs(content: Uint8Array, format: TextFormat): Uint8Array {
  const text = new TextDecoder().decode(content);
  try {
    return encodeText(text, format);
  } catch {
    return content;
  }
}
