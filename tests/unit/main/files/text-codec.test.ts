import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  canHold,
  decodeAs,
  decodeChanged,
  decodeKnown,
  decodeText,
  encodeText,
} from '../../../../src/main/files/text-codec.ts';
import { EnsembleError } from '../../../../src/shared/core/errors.ts';
import { encodingId, encodingNames, markedOf } from '../../../../src/shared/text/encodings.ts';

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

  test('a text that its encoding cannot hold is refused, never thinned out, and the refusal names a way', () => {
    const { format } = decodeText(raw(0xe9, 0x0d, 0x0a));
    expect(codeOf(() => encodeText('é 😀', format))).toBe('encoding');
    expect(() => encodeText('café 日\n', format)).toThrow(/Windows 1252.*“日”.*“Save with Encoding”.*UTF-8/);
    const wider = { ...format, ...markedOf('utf8')! };
    expect(Buffer.from(encodeText('é 😀\n', wider)).toString()).toBe('é 😀\r\n');
    expect(canHold('é €', 'windows1252')).toBe(true);
  });

  test('an unknown encoding is refused', () => {
    expect(codeOf(() => encodeText('a', { encoding: 'ebcdic', bom: false, eol: 'lf', mixedEol: false }))).toBe(
      'encoding',
    );
  });
});

const plain = { bom: false, eol: 'lf', mixedEol: false } as const;

describe('reading in an encoding that somebody names', () => {
  test.each([
    ['koi8r', 'Привет\n', [0xf0, 0xd2, 0xc9, 0xd7, 0xc5, 0xd4, 0x0a]],
    ['shiftjis', '日本', [0x93, 0xfa, 0x96, 0x7b]],
    ['gbk', '联通', [0xc1, 0xaa, 0xcd, 0xa8]],
    ['utf16le', 'a', [0x61, 0]],
    ['utf16be', 'a', [0, 0x61]],
  ])('%s gives %j', (encoding, text, bytes) => {
    expect(decodeAs(raw(...bytes), encoding)).toEqual({
      text,
      format: { ...plain, encoding },
    });
  });

  test('the encoding’s own mark is no part of the text', () => {
    expect(decodeAs(raw(0xff, 0xfe, 0x61, 0), 'utf16le')).toMatchObject({ text: 'a', format: { bom: true } });
    expect(decodeAs(raw(0xef, 0xbb, 0xbf, 0x61), 'utf8')).toMatchObject({ text: 'a', format: { bom: true } });
    expect(decodeAs(raw(0xef, 0xbb, 0xbf, 0x61), 'windows1252').text).toBe('ï»¿a');
  });

  test('bytes that mean nothing in it are refused', () => {
    expect(codeOf(() => decodeAs(raw(0xe9, 0x61), 'utf8'))).toBe('encoding');
    expect(codeOf(() => decodeAs(raw(0x81, 0x20), 'shiftjis'))).toBe('encoding');
    expect(codeOf(() => decodeAs(raw(0x61), 'utf16le'))).toBe('encoding');
    expect(codeOf(() => decodeAs(raw(0x61), 'base64'))).toBe('encoding');
  });

  test('a character that has two codes is read by either', () => {
    const { text, format } = decodeAs(raw(0xed, 0x40), 'shiftjis');
    expect(text).toBe('纊');
    expect(decodeAs(encodeText(text, format), 'shiftjis').text).toBe(text);
  });
});

describe('reading what another program has changed', () => {
  const koi8r = { ...plain, encoding: 'koi8r', eol: 'crlf' } as const;
  const bytesOf = (text: string, encoding: string) => encodeText(text, { ...plain, encoding });

  test('it is still in the encoding that was chosen', () => {
    expect(decodeChanged(bytesOf('Привет, мир\n', 'koi8r'), koi8r, 'Привет\n')).toMatchObject({
      text: 'Привет, мир\n',
      format: { encoding: 'koi8r', eol: 'lf' },
    });
    expect(decodeChanged(utf8('hello\n'), koi8r, 'Привет\n').format.encoding).toBe('koi8r');
  });

  test('one line does not tell how lines would end', () => {
    expect(decodeChanged(utf8('hello'), koi8r, '').format.eol).toBe('crlf');
  });

  test('unless it is in UTF-8 now', () => {
    expect(decodeChanged(utf8('Привет, мир\n'), koi8r, 'Привет\n')).toMatchObject({
      text: 'Привет, мир\n',
      format: { encoding: 'utf8' },
    });
    expect(decodeChanged(raw(0xef, 0xbb, 0xbf, 0x61), koi8r, '').format).toMatchObject({ encoding: 'utf8', bom: true });
  });

  test('a text that both could mean is what it was', () => {
    const bytes = bytesOf('联通', 'gbk');
    expect(decodeText(bytes).format.encoding).toBe('windows1252');
    const both = raw(0xc4, 0xa3);
    expect(decodeText(both).text).toBe('ģ');
    expect(decodeChanged(both, { ...plain, encoding: 'gbk' }, '模型')).toMatchObject({ text: '模' });
    expect(decodeChanged(both, { ...plain, encoding: 'gbk' }, 'ģ')).toMatchObject({ text: 'ģ' });
  });

  test('a file whose mark is gone is another program’s: UTF-8, where it can be, whatever characters the text before had', () => {
    const utf16 = { ...plain, encoding: 'utf16le', bom: true };
    const before = encodeText('it ‶楦⁴楬', utf16);
    expect(decodeText(before).text).toBe('it ‶楦⁴楬');
    expect(decodeChanged(utf8('first line: 丩\n'), utf16, 'it ‶楦⁴楬')).toMatchObject({ text: 'first line: 丩\n' });
  });

  test('UTF-16 without a mark is kept, and told from UTF-8', () => {
    const utf16 = { ...plain, encoding: 'utf16le' };
    expect(decodeChanged(raw(0x61, 0, 0x62, 0), utf16, 'a')).toMatchObject({ text: 'ab', format: utf16 });
    expect(decodeChanged(utf8('ab\n\n'), utf16, 'a')).toMatchObject({ text: 'ab\n\n', format: { encoding: 'utf8' } });
  });

  test('or means nothing in it', () => {
    expect(decodeChanged(raw(0xe9, 0x0a), { ...plain, encoding: 'shiftjis' }, '')).toMatchObject({
      text: 'é\n',
      format: { encoding: 'windows1252' },
    });
  });
});

test('names of VS Code’s stand for an encoding and its mark', () => {
  for (const id of [...encodingNames, 'utf8bom']) expect(encodingId(markedOf(id)!)).toBe(id);
  expect(markedOf('utf16le')).toEqual({ encoding: 'utf16le', bom: true });
  expect(markedOf('hex')).toBeNull();
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

test('what an encoding can hold comes back from it, with every kind of line end, and nothing else is written', () => {
  const alphabet = fc.constantFrom(...'aé\\~¥€ßПріўѓאبกậ日本語联模한😀\ufffd\u00a0ſ');
  const word = fc
    .oneof(fc.string({ unit: alphabet }), fc.string({ unit: 'binary' }))
    .map((text) => text.replace(/[\r\0]/g, '\n'));
  fc.assert(
    fc.property(
      word,
      fc.constantFrom(...encodingNames),
      fc.boolean(),
      fc.constantFrom('lf' as const, 'crlf' as const, 'cr' as const),
      (text, encoding, isMarked, eol) => {
        const bom = isMarked && encoding.startsWith('utf');
        const format = { encoding, bom, eol, mixedEol: false };
        if (!canHold(text, encoding)) {
          expect(codeOf(() => encodeText(text, format))).toBe('encoding');
          return;
        }
        const bytes = encodeText(text, format);
        expect(decodeKnown(bytes, format)).toEqual({ text, format });
        if (bom || !/^\ufeff/.test(text)) expect(decodeAs(bytes, encoding).text).toBe(text);
      },
    ),
    { numRuns: 5000 },
  );
});
