import iconv from 'iconv-lite';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Repository } from './repository.ts';

/** Encodings of Git's by which a file begins with a mark. */
const marked = /^utf-?(16|32)$/i;

/**
 * Gives a UTF-8 text as Git expects it from a file: in the encoding that `.gitattributes` sets for the working tree
 * (`working-tree-encoding`), from which Git itself makes UTF-8 again.
 * @throws EnsembleError `encoding` for one that is not known here
 */
export async function asInTree(repository: Repository, name: string, content: Uint8Array): Promise<Uint8Array> {
  const { stdout } = await repository.look(['check-attr', '-z', 'working-tree-encoding', '--', name]);
  const encoding = stdout.toString().split('\0')[2] ?? 'unspecified';
  if (['unspecified', 'unset', 'set', ''].includes(encoding) || /^utf-?8$/i.test(encoding)) return content;
  if (!iconv.encodingExists(encoding))
    throw new EnsembleError(
      'encoding',
      `“${name}” is in ${encoding} by .gitattributes, which cannot be written here, so nothing was staged. Stage the whole file.`,
    );
  return iconv.encode(Buffer.from(content).toString(), encoding, { addBOM: marked.test(encoding) });
}
