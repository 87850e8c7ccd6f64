import iconv from 'iconv-lite';
import type { z } from 'zod';
import type { textFormat } from '../../shared/capabilities/documents/kinds.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { limits } from '../../shared/core/version.ts';
import { type Encoding, encodingLabel, holdsAll, isEncoding } from '../../shared/text/encodings.ts';
import { fromLf, toLf } from './line-endings.ts';

/** Form of a text on the disk, to be restored on writing. */
export type TextFormat = z.output<typeof textFormat>;

/** A text with LF only and well-formed, and its format on the disk. */
export interface Decoded {
  text: string;
  format: TextFormat;
}

/** Form of a new file. */
export const newFileFormat: TextFormat = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false };

const boms: [Encoding, readonly number[]][] = [
  ['utf8', [0xef, 0xbb, 0xbf]],
  ['utf16le', [0xff, 0xfe]],
  ['utf16be', [0xfe, 0xff]],
];

/**
 * Decodes a file of which nothing is known. Unless the line endings are mixed or there was half a character in UTF-16,
 * `encodeText` gives the same bytes back.
 * @param maxBytes the largest file to take
 * @throws EnsembleError `too-large`; `not-text` for NUL characters; `encoding` for a file that cannot be kept whole
 */
export function decodeText(bytes: Uint8Array, maxBytes: number = limits.documentBytes): Decoded {
  mustFit(bytes, maxBytes);
  const marked = markOf(bytes);
  if (bytes.includes(0) && !marked?.startsWith('utf16')) throw notText();
  if (marked !== null) return decodeIn(bytes, marked, true);
  const decoded = attempt(() => decodeIn(bytes, 'utf8', false)) ?? attempt(() => decodeIn(bytes, 'windows1252', false));
  if (decoded === null) throw unknownEncoding();
  return decoded;
}

/**
 * Decodes a file in a given encoding, with or without that encoding's mark.
 * @throws EnsembleError `too-large`, `not-text`; `encoding` where some of the file means nothing in it
 */
export function decodeAs(bytes: Uint8Array, encoding: string): Decoded {
  mustFit(bytes);
  return decodeIn(bytes, encoding, markOf(bytes) === encoding);
}

/**
 * Decodes bytes that were read or written here before, in exactly that format.
 * @throws EnsembleError as `decodeAs`
 */
export function decodeKnown(bytes: Uint8Array, known: TextFormat): Decoded {
  const { text, format } = decodeIn(bytes, known.encoding, known.bom);
  return { text, format: { ...format, eol: text.includes('\n') ? format.eol : known.eol } };
}

/**
 * Decodes a file that another program has changed: in the encoding that the file had, unless it has another mark, means
 * nothing in that, or is UTF-8 where its mark is gone or that has more in common with the text before.
 * @throws EnsembleError as `decodeText`
 */
export function decodeChanged(bytes: Uint8Array, known: TextFormat, before: string): Decoded {
  mustFit(bytes);
  const { text, format } = likelier(bytes, known, before);
  return { text, format: { ...format, eol: text.includes('\n') ? format.eol : known.eol } };
}

function likelier(bytes: Uint8Array, known: TextFormat, before: string): Decoded {
  const same = markOf(bytes) === null ? attempt(() => decodeIn(bytes, known.encoding, false)) : null;
  if (same === null || known.encoding === 'utf8') return decodeText(bytes);
  const unicode = attempt(() => decodeIn(bytes, 'utf8', false));
  if (unicode === null) return same;
  // A program that keeps an encoding keeps its mark: this is another program's file.
  if (known.bom) return unicode;
  // In all other encodings ASCII is the same as in UTF-8.
  const isUnicode = isAscii(unicode.text)
    ? holdsAll(known.encoding)
    : kinship(unicode.text, before) >= kinship(same.text, before);
  return isUnicode ? unicode : same;
}

const isAscii = (text: string) => !/[^\p{ASCII}]/u.test(text);

/** Share of a text's non-ASCII characters that the text before it had, from 0 to 1. */
function kinship(text: string, before: string): number {
  const known = new Set(before.match(/[^\p{ASCII}]/gu));
  const all = text.match(/[^\p{ASCII}]/gu) ?? [];
  return all.length === 0 ? 0 : all.filter((character) => known.has(character)).length / all.length;
}

/**
 * Encodes an LF text in its file's format.
 * @throws EnsembleError `encoding` when the format cannot hold the text, `too-large`
 */
export function encodeText(text: string, format: TextFormat): Uint8Array {
  const encoding = knownEncoding(format.encoding);
  if (!canHold(text, encoding)) throw cannotHold(text, encoding);
  const bytes = iconv.encode(fromLf(text.toWellFormed(), format.eol), encoding, { addBOM: false });
  const bom = format.bom ? (boms.find(([name]) => name === encoding)?.[1] ?? []) : [];
  if (bytes.length + bom.length > limits.documentBytes)
    throw new EnsembleError(
      'too-large',
      `In ${encodingLabel(encoding)} this text is larger than ${megabytes(limits.documentBytes)} MB, the most that can be edited as text. Nothing was written, and the text is kept here. Make it shorter, or ${way} one that takes less.`,
    );
  return bom.length === 0 ? bytes : Buffer.concat([Uint8Array.from(bom), bytes]);
}

/** Says whether an encoding has all characters of a text. */
export function canHold(text: string, encoding: Encoding): boolean {
  return holdsAll(encoding) || iconv.decode(iconv.encode(text, encoding), encoding) === text;
}

function markOf(bytes: Uint8Array): Encoding | null {
  return boms.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte))?.[0] ?? null;
}

function decodeIn(bytes: Uint8Array, name: string, bom: boolean): Decoded {
  const encoding = knownEncoding(name);
  const isUtf16 = encoding === 'utf16le' || encoding === 'utf16be';
  const mark = bom ? (boms.find(([marked]) => marked === encoding)?.[1].length ?? 0) : 0;
  const content = bytes.subarray(mark);
  if (!isUtf16 && content.includes(0)) throw notText();
  const decoded = isUtf16 ? decodeUtf16(content, encoding) : decodeOther(content, encoding);
  if (decoded.includes('\0')) throw notText();
  const { text, eol, mixedEol } = toLf(decoded.toWellFormed());
  return { text, format: { encoding, bom, eol, mixedEol } };
}

function decodeUtf16(content: Uint8Array, encoding: Encoding): string {
  if (content.length % 2 !== 0) throw meansNothing(encoding);
  return iconv.decode(Buffer.from(content), encoding, { stripBOM: false });
}

function decodeOther(content: Uint8Array, encoding: Encoding): string {
  if (encoding === 'utf8') {
    try {
      return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    } catch {
      throw meansNothing(encoding);
    }
  }
  const decoded = iconv.decode(Buffer.from(content), encoding, { stripBOM: false });
  // Meaningless bytes would not survive; bytes that encode a character in a second way keep their meaning.
  const isWhole = iconv.encode(decoded, encoding).equals(content);
  if (!isWhole && (decoded.includes('\ufffd') || !canHold(decoded, encoding))) throw meansNothing(encoding);
  return decoded;
}

function attempt(decode: () => Decoded): Decoded | null {
  try {
    return decode();
  } catch (thrown) {
    if (thrown instanceof EnsembleError && (thrown.code === 'encoding' || thrown.code === 'not-text')) return null;
    throw thrown;
  }
}

function knownEncoding(name: string): Encoding {
  if (isEncoding(name)) return name;
  throw new EnsembleError(
    'encoding',
    `Texts cannot be written in the encoding “${name}”. Nothing was written, and the text is kept here. Choose another with “Change File Encoding” and “Save with Encoding”.`,
  );
}

const way = 'choose with “Change File Encoding” and “Save with Encoding”';

const megabytes = (bytes: number) => Math.floor(bytes / 1024 / 1024);

function mustFit(bytes: Uint8Array, maxBytes: number = limits.documentBytes): void {
  if (bytes.length <= maxBytes) return;
  throw new EnsembleError(
    'too-large',
    `This file is larger than ${megabytes(maxBytes)} MB, the most that can be edited as text.`,
  );
}

function cannotHold(text: string, encoding: Encoding): EnsembleError {
  const [foreign] = [...new Set(text.match(/[^\p{ASCII}]/gu))].filter((character) => !canHold(character, encoding));
  const what = foreign === undefined ? 'all the characters of the text' : `“${foreign}”`;
  return new EnsembleError(
    'encoding',
    `${encodingLabel(encoding)}, the encoding of this file, does not have ${what}. Nothing was written, and the text is kept here. Take that out, or ${way} one that has it, such as UTF-8.`,
  );
}

function notText(): EnsembleError {
  return new EnsembleError('not-text', 'This file is not a text; it can be viewed or replaced, but not edited.');
}

function unknownEncoding(): EnsembleError {
  return new EnsembleError(
    'encoding',
    'The bytes of this file do not tell its encoding. Nothing was changed. Choose it with “Change File Encoding” and “Reopen with Encoding” to edit the file together.',
  );
}

function meansNothing(encoding: Encoding): EnsembleError {
  return new EnsembleError(
    'encoding',
    `Some bytes of this file mean nothing in ${encodingLabel(encoding)}. Nothing was changed. Choose the encoding that it is in with “Change File Encoding” and “Reopen with Encoding”.`,
  );
}
