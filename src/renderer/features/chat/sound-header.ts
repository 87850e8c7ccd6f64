const at = (bytes: Uint8Array, from: number, text: string) =>
  [...text].every((letter, index) => bytes[from + index] === letter.charCodeAt(0));

/** Tells the type of a recording by its first bytes, whatever its name says; null for anything else. */
export function soundTypeOf(bytes: Uint8Array): string | null {
  if (at(bytes, 0, '\x1a\x45\xdf\xa3')) return 'audio/webm';
  if (at(bytes, 0, 'OggS')) return 'audio/ogg';
  return at(bytes, 4, 'ftyp') ? 'audio/mp4' : null;
}
