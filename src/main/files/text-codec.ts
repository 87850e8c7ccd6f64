import iconv from 'iconv-lite';
import type { z } from 'zod';
import { EnsembleError } from '../../shared/protocol/errors.ts';
import type { textFormat } from '../../shared/protocol/kinds/documents.ts';
import { limits } from '../../shared/protocol/version.ts';
import { fromLf, toLf } from './line-endings.ts';

/** How a text stands on the disk: what must be put back on writing. */
export type TextFormat = z.output<typeof textFormat>;

export type TextEncoding = 'utf8' | 'utf16le' | 'utf16be' | 'windows1252';

/** What a new file gets. */
export const newFileFormat: TextFormat = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false };

const boms: [TextEncoding, readonly number[]][] = [
  ['utf8', [0xef, 0xbb, 0xbf]],
  ['utf16le', [0xff, 0xfe]],
  ['utf16be', [0xfe, 0xff]],
];

/**
 * Gives the text of a file, with LF only and well-formed, and its format. Unless the line endings are mixed or there
 * was half a character in UTF-16, `encodeText` gives the same bytes back.
 * @param maxBytes the largest file to take
 * @throws EnsembleError `too-large`; `not-text` for what has NUL characters; `encoding` for what cannot be kept whole
 */
export function decodeText(
  bytes: Uint8Array,
  maxBytes: number = limits.documentBytes,
): { text: string; format: TextFormat } {
  if (bytes.length > maxBytes) {
    const limitMb = Math.floor(maxBytes / 1024 / 1024);
    throw new EnsembleError(
      'too-large',
      `This file is larger than ${limitMb} MB, the most that can be edited as text.`,
    );
  }
  const [marked, bom] = boms.find(([, mark]) => mark.every((byte, at) => bytes[at] === byte)) ?? [null, []];
  const content = bytes.subarray(bom.length);
  const isUtf16 = marked === 'utf16le' || marked === 'utf16be';
  if (!isUtf16 && content.includes(0)) throw notText();
  const { encoding, decoded } = decodeContent(content, marked);
  if (decoded.includes('\0')) throw notText();
  const { text, eol, mixedEol } = toLf(decoded.toWellFormed());
  return { text, format: { encoding, bom: bom.length > 0, eol, mixedEol } };
}

/**
 * Gives the bytes of an LF text in its file's format.
 * @throws EnsembleError `encoding` when the format cannot hold the text; see `formatThatHolds`
 */
export function encodeText(text: string, format: TextFormat): Uint8Array {
  const encoding = knownEncoding(format.encoding);
  const bytes = iconv.encode(fromLf(text.toWellFormed(), format.eol), encoding, { addBOM: false });
  if (encoding === 'windows1252' && !canHold(text)) {
    throw new EnsembleError(
      'encoding',
      'This file is in Windows-1252, which does not have all the characters of the text. Save it as UTF-8.',
    );
  }
  const bom = format.bom ? (boms.find(([name]) => name === encoding)?.[1] ?? []) : [];
  return bom.length === 0 ? bytes : Buffer.concat([Uint8Array.from(bom), bytes]);
}

/** Gives the format itself when it can hold the text, else the same in UTF-8, which holds all. */
export function formatThatHolds(text: string, format: TextFormat): TextFormat {
  return format.encoding === 'windows1252' && !canHold(text) ? { ...format, encoding: 'utf8', bom: false } : format;
}

function decodeContent(content: Uint8Array, marked: TextEncoding | null): { encoding: TextEncoding; decoded: string } {
  if (marked === 'utf16le' || marked === 'utf16be') {
    if (content.length % 2 !== 0) throw unknownEncoding();
    return { encoding: marked, decoded: iconv.decode(Buffer.from(content), marked, { stripBOM: false }) };
  }
  try {
    const decoded = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(content);
    return { encoding: 'utf8', decoded };
  } catch {
    // With a UTF-8 mark it cannot be meant as anything else.
    if (marked === 'utf8') throw unknownEncoding();
  }
  const decoded = iconv.decode(Buffer.from(content), 'windows1252', { stripBOM: false });
  // Five bytes mean nothing in Windows-1252; a file that has one of them would not survive.
  if (!iconv.encode(decoded, 'windows1252').equals(content)) throw unknownEncoding();
  return { encoding: 'windows1252', decoded };
}

function canHold(text: string): boolean {
  return iconv.decode(iconv.encode(text, 'windows1252'), 'windows1252') === text;
}

function knownEncoding(name: string): TextEncoding {
  if (name === 'utf8' || name === 'utf16le' || name === 'utf16be' || name === 'windows1252') return name;
  throw new EnsembleError('encoding', `Texts cannot be written in the encoding “${name}”.`);
}

function notText(): EnsembleError {
  return new EnsembleError('not-text', 'This file is not a text; it can be viewed or replaced, but not edited.');
}

function unknownEncoding(): EnsembleError {
  return new EnsembleError(
    'encoding',
    'This file is in an encoding that is not known here. Convert it to UTF-8 to edit it together.',
  );
}
