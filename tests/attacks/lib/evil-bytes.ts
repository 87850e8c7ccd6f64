const concat = (...parts: (readonly number[] | Uint8Array)[]) => Uint8Array.from(parts.flatMap((part) => [...part]));
const repeated = (part: readonly number[], times: number) => concat(...Array.from({ length: times }, () => part));

/** Bytes that promise more than they hold, or ask whoever decodes them to make much of little. */
export const evilBytes: Record<string, Uint8Array> = {
  'no bytes at all': new Uint8Array(),
  'an array of four thousand million': concat([0xdd, 0xff, 0xff, 0xff, 0xff]),
  'a map of four thousand million': concat([0xdf, 0xff, 0xff, 0xff, 0xff]),
  'huge arrays in huge arrays': repeated([0xdd, 0x7f, 0xff, 0xff, 0xff], 400),
  'huge maps in huge maps': repeated([0xdf, 0x7f, 0xff, 0xff, 0xff, 0xa1, 0x61], 280),
  'arrays that promise as many as there are bytes': repeated([0xdc, 0x07, 0x00], 600),
  'two thousand arrays in each other': concat(repeated([0x91], 2000), [0xc0]),
  'a thousand maps in each other': concat(repeated([0x81, 0xa1, 0x61], 660), [0xc0]),
  'an extension of four thousand million bytes': concat([0xc9, 0xff, 0xff, 0xff, 0xff, 0x01]),
  'an extension that is a time': concat([0xd6, 0xff, 0x00, 0x00, 0x00, 0x01]),
  'a text of four thousand million characters': concat([0xdb, 0xff, 0xff, 0xff, 0xff, 0x61]),
  'bytes of four thousand million': concat([0xc6, 0xff, 0xff, 0xff, 0xff, 0x61]),
  'a map whose key is __proto__': concat(
    [0x81, 0xa9],
    Buffer.from('__proto__'),
    [0x81, 0xa1, 0x74, 0xa4],
    Buffer.from('ping'),
  ),
  'a map whose keys are maps': concat([0x81, 0x81, 0xa1, 0x61, 0x01, 0x01]),
  'text that is no UTF-8': concat([0xa4, 0xff, 0xfe, 0xc0, 0x80]),
  'the type that is never used': concat([0xc1]),
  'a value, and more behind it': concat([0x81, 0xa1, 0x74, 0xa4], Buffer.from('ping'), [0xc0, 0xc0]),
  'a number that is none': concat([0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0]),
  'half a body': concat([0x82, 0xa2], Buffer.from('id'), [0x01, 0xa6], Buffer.from('params')),
  noise: Uint8Array.from({ length: 1500 }, (_, index) => (index * 7919 + 13) & 0xff),
};
