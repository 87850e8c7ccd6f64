import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decodeText, encodeText, formatThatHolds } from '../../../../src/main/files/text-codec.ts';
import { EnsembleError } from '../../../../src/shared/protocol/errors.ts';

function codeOf(work: () => unknown): string {
  try {
    work();
    return 'none';
  } catch (error) {
    return error instanceof EnsembleError ? error.code : String(error);
  }
}

const utf8 = (text: string) => new Uint8Array(Buffer.from(text, 'utf8'));
const raw = (...values: number[]) => Uint8Array.from(values);

describe('reading', () => {
  test.each([
    ['a\nb', 'lf', false],
    ['a\r\nb\r\n', 'crlf', false],
    ['a\rb', 'cr', false],
    ['', 'lf', false],
    ['one line', 'lf', false],
    ['a\r\nb\r\nc\n', 'crlf', true],
    ['a\nb\r\n', 'lf', true],
    ['a\r\r\n\r', 'cr', true],
  ] as const)('%j has %s line ends, mixed: %s', (text, eol, mixedEol) => {
    const decoded = decodeText(utf8(text));
    expect(decoded.format).toEqual({ encoding: 'utf8', bom: false, eol, mixedEol });
    expect(decoded.text).toBe(text.replace(/\r\n?/g, '\n'));
  });

  test('marks at the start tell the encoding and are not part of the text', () => {
    expect(decodeText(raw(0xef, 0xbb, 0xbf, 0x61))).toMatchObject({
      text: 'a',
      format: { encoding: 'utf8', bom: true },
    });
    expect(decodeText(raw(0xff, 0xfe, 0x61, 0))).toMatchObject({
      text: 'a',
      format: { encoding: 'utf16le', bom: true },
    });
    expect(decodeText(raw(0xfe, 0xff, 0, 0x61))).toMatchObject({
      text: 'a',
      format: { encoding: 'utf16be', bom: true },
    });
    expect(decodeText(raw(0xef, 0xbb, 0xbf, 0xef, 0xbb, 0xbf)).text).toBe('\ufeff');
  });

  test('what is not UTF-8 is Windows-1252 if it survives that, else refused', () => {
    expect(decodeText(raw(0x63, 0x61, 0x66, 0xe9))).toMatchObject({
      text: 'café',
      format: { encoding: 'windows1252' },
    });
    expect(codeOf(() => decodeText(raw(0x61, 0x81)))).toBe('encoding');
    expect(codeOf(() => decodeText(raw(0xef, 0xbb, 0xbf, 0xe9)))).toBe('encoding');
    expect(codeOf(() => decodeText(raw(0xff, 0xfe, 0x61)))).toBe('encoding');
  });

  test('what has NULs is not text', () => {
    expect(codeOf(() => decodeText(raw(0x61, 0, 0x62)))).toBe('not-text');
    expect(codeOf(() => decodeText(raw(0xff, 0xfe, 0, 0, 0x61, 0, 0, 0)))).toBe('not-text');
  });

  test('half a character becomes a replacement character', () => {
    expect(decodeText(raw(0xff, 0xfe, 0x00, 0xd8, 0x61, 0)).text).toBe('\ufffda');
  });

  test('what is too large is refused', () => {
    expect(codeOf(() => decodeText(utf8('12345'), 4))).toBe('too-large');
    expect(decodeText(utf8('1234'), 4).text).toBe('1234');
  });
});

describe('writing', () => {
  test('a mixed file is written with its most frequent line end', () => {
    const { text, format } = decodeText(utf8('a\r\nb\r\nc\n'));
    expect(Buffer.from(encodeText(text, format)).toString()).toBe('a\r\nb\r\nc\r\n');
  });

  test('a text that its encoding cannot hold is refused, never thinned out; UTF-8 holds it', () => {
    const { format } = decodeText(raw(0xe9, 0x0d, 0x0a));
    expect(codeOf(() => encodeText('é 😀', format))).toBe('encoding');
    const wider = formatThatHolds('é 😀\n', format);
    expect(wider).toEqual({ encoding: 'utf8', bom: false, eol: 'crlf', mixedEol: false });
    expect(Buffer.from(encodeText('é 😀\n', wider)).toString()).toBe('é 😀\r\n');
    expect(formatThatHolds('é €', format)).toBe(format);
  });

  test('an unknown encoding is refused', () => {
    expect(codeOf(() => encodeText('a', { encoding: 'ebcdic', bom: false, eol: 'lf', mixedEol: false }))).toBe(
      'encoding',
    );
  });
});

const lines = fc.array(fc.string({ unit: 'binary' }).map((line) => line.replace(/[\r\n\0]/g, '')));
const eol = fc.constantFrom('\n', '\r\n', '\r');

test('any file of one kind of line end comes back byte by byte, in every encoding', () => {
  const encodings = fc.constantFrom('utf8', 'utf8bom', 'utf16le', 'utf16be');
  fc.assert(
    fc.property(lines, eol, encodings, (texts, mark, encoding) => {
      const text = texts.join(mark);
      const utf16 = Buffer.from(`\ufeff${text}`, 'utf16le');
      const file = {
        utf8: () => Buffer.from(text),
        utf8bom: () => Buffer.from(`\ufeff${text}`),
        utf16le: () => utf16,
        utf16be: () => Buffer.from(utf16).swap16(),
      }[encoding]();
      const { text: decoded, format } = decodeText(file);
      expect(decoded.includes('\r')).toBe(false);
      expect(Buffer.from(encodeText(decoded, format)).equals(file)).toBe(true);
    }),
    { numRuns: 300 },
  );
});

test('any bytes are read whole or refused', () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 60 }), (file) => {
      try {
        const { text, format } = decodeText(file);
        expect(text.isWellFormed() && !text.includes('\r')).toBe(true);
        const isDamagedUtf16 = format.encoding.startsWith('utf16') && text.includes('\ufffd');
        if (!format.mixedEol && !isDamagedUtf16) expect(Buffer.from(encodeText(text, format)).equals(file)).toBe(true);
      } catch (error) {
        expect(error).toBeInstanceOf(EnsembleError);
      }
    }),
    { numRuns: 2000 },
  );
});
