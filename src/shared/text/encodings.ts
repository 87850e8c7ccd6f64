/** Encodings of texts on the disk, by VS Code's names for them, with its titles. */
export const encodings = {
  utf8: 'UTF-8',
  utf16le: 'UTF-16 LE',
  utf16be: 'UTF-16 BE',
  windows1252: 'Western (Windows 1252)',
  iso88591: 'Western (ISO 8859-1)',
  iso88593: 'Western (ISO 8859-3)',
  iso885915: 'Western (ISO 8859-15)',
  macroman: 'Western (Mac Roman)',
  cp437: 'DOS (CP 437)',
  windows1256: 'Arabic (Windows 1256)',
  iso88596: 'Arabic (ISO 8859-6)',
  windows1257: 'Baltic (Windows 1257)',
  iso88594: 'Baltic (ISO 8859-4)',
  iso885914: 'Celtic (ISO 8859-14)',
  windows1250: 'Central European (Windows 1250)',
  iso88592: 'Central European (ISO 8859-2)',
  cp852: 'Central European (CP 852)',
  windows1251: 'Cyrillic (Windows 1251)',
  cp866: 'Cyrillic (CP 866)',
  cp1125: 'Cyrillic (CP 1125)',
  iso88595: 'Cyrillic (ISO 8859-5)',
  koi8r: 'Cyrillic (KOI8-R)',
  koi8u: 'Cyrillic (KOI8-U)',
  iso885913: 'Estonian (ISO 8859-13)',
  windows1253: 'Greek (Windows 1253)',
  iso88597: 'Greek (ISO 8859-7)',
  windows1255: 'Hebrew (Windows 1255)',
  iso88598: 'Hebrew (ISO 8859-8)',
  iso885910: 'Nordic (ISO 8859-10)',
  iso885916: 'Romanian (ISO 8859-16)',
  windows1254: 'Turkish (Windows 1254)',
  iso88599: 'Turkish (ISO 8859-9)',
  cp857: 'Turkish (CP 857)',
  windows1258: 'Vietnamese (Windows 1258)',
  gbk: 'Simplified Chinese (GBK)',
  gb18030: 'Simplified Chinese (GB18030)',
  cp950: 'Traditional Chinese (Big5)',
  big5hkscs: 'Traditional Chinese (Big5-HKSCS)',
  shiftjis: 'Japanese (Shift JIS)',
  eucjp: 'Japanese (EUC-JP)',
  euckr: 'Korean (EUC-KR)',
  windows874: 'Thai (Windows 874)',
  iso885911: 'Latin/Thai (ISO 8859-11)',
  koi8ru: 'Cyrillic (KOI8-RU)',
  koi8t: 'Tajik (KOI8-T)',
  gb2312: 'Simplified Chinese (GB 2312)',
  cp865: 'Nordic DOS (CP 865)',
  cp850: 'Western European DOS (CP 850)',
} as const;

export type Encoding = keyof typeof encodings;

/** The names of all encodings. */
export const encodingNames = Object.keys(encodings) as [Encoding, ...Encoding[]];

/** An encoding, and whether a mark at the start of the file tells of it. */
export interface Marked {
  encoding: string;
  bom: boolean;
}

const utf8WithMark = 'utf8bom';

/** Says whether texts can be read and written in an encoding of this name. */
export function isEncoding(name: string): name is Encoding {
  return Object.hasOwn(encodings, name);
}

/** Says whether an encoding has every character. */
export function holdsAll(encoding: string): boolean {
  return encoding === 'utf8' || encoding === 'utf16le' || encoding === 'utf16be';
}

/** VS Code's name for an encoding with or without a mark. */
export function encodingId({ encoding, bom }: Marked): string {
  return encoding === 'utf8' && bom ? utf8WithMark : encoding;
}

/** Reads VS Code's name for an encoding in which a text is to be written; null for any other name. */
export function markedOf(id: string): Marked | null {
  if (id === utf8WithMark) return { encoding: 'utf8', bom: true };
  return isEncoding(id) ? { encoding: id, bom: id === 'utf16le' || id === 'utf16be' } : null;
}

/** Title of an encoding for a list to choose from. */
export function encodingTitle(id: string): string {
  if (id === utf8WithMark) return 'UTF-8 with BOM';
  return isEncoding(id) ? encodings[id] : id;
}

/** Short name of an encoding, for sentences. */
export function encodingLabel(id: string): string {
  const title = encodingTitle(id);
  return /\((.+)\)$/.exec(title)?.[1] ?? title;
}
