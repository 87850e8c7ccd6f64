/** Format and size of a picture, as its first bytes say. */
export interface ImageHeader {
  mediaType: 'image/png' | 'image/jpeg' | 'image/gif' | 'image/webp' | 'image/avif';
  width: number;
  height: number;
}

const ascii = (bytes: Uint8Array, from: number, to: number) => String.fromCharCode(...bytes.subarray(from, to));

/**
 * Reads the header of a picture; null for everything else. Only the bytes decide, whatever a name says, and formats that
 * can hold a script (SVG) are none of these.
 */
export function imageHeaderOf(bytes: Uint8Array): ImageHeader | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  try {
    return png(bytes, view) ?? gif(bytes, view) ?? webp(bytes, view) ?? avif(bytes, view) ?? jpeg(view);
  } catch {
    // The header ends too early.
    return null;
  }
}

function png(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (ascii(bytes, 0, 8) !== '\x89PNG\r\n\x1a\n' || ascii(bytes, 12, 16) !== 'IHDR') return null;
  return { mediaType: 'image/png', width: view.getUint32(16), height: view.getUint32(20) };
}

function gif(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (!/^GIF8[79]a$/.test(ascii(bytes, 0, 6))) return null;
  return { mediaType: 'image/gif', width: view.getUint16(6, true), height: view.getUint16(8, true) };
}

function webp(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (ascii(bytes, 0, 4) !== 'RIFF' || ascii(bytes, 8, 12) !== 'WEBP') return null;
  const mediaType = 'image/webp';
  const form = ascii(bytes, 12, 16);
  if (form === 'VP8 ')
    return { mediaType, width: view.getUint16(26, true) & 0x3fff, height: view.getUint16(28, true) & 0x3fff };
  if (form === 'VP8L') {
    const bits = view.getUint32(21, true);
    return { mediaType, width: (bits & 0x3fff) + 1, height: ((bits >> 14) & 0x3fff) + 1 };
  }
  if (form !== 'VP8X') return null;
  const size = (at: number) => view.getUint16(at, true) + (view.getUint8(at + 2) << 16) + 1;
  return { mediaType, width: size(24), height: size(27) };
}

/** Greatest distance into a file at which the size of an AVIF picture is looked for. */
const avifBytes = 4_096;

function avif(bytes: Uint8Array, view: DataView): ImageHeader | null {
  if (ascii(bytes, 4, 8) !== 'ftyp' || !/^avi[fs]$/.test(ascii(bytes, 8, 12))) return null;
  let largest: ImageHeader | null = null;
  // A file has a size (`ispe`) for each of its pictures: the largest is what decoding costs.
  for (let at = 12; at < Math.min(bytes.length, avifBytes) - 16; at++) {
    if (view.getUint32(at) !== 0x69737065) continue;
    const found = { mediaType: 'image/avif' as const, width: view.getUint32(at + 8), height: view.getUint32(at + 12) };
    if (!largest || found.width * found.height > largest.width * largest.height) largest = found;
  }
  return largest;
}

function jpeg(view: DataView): ImageHeader | null {
  if (view.getUint16(0) !== 0xffd8) return null;
  for (let at = 2; ; ) {
    if (view.getUint8(at) !== 0xff) return null;
    const marker = view.getUint8(at + 1);
    // A byte of filling.
    if (marker === 0xff) at++;
    else if (isFrame(marker))
      return { mediaType: 'image/jpeg', height: view.getUint16(at + 5), width: view.getUint16(at + 7) };
    else at += 2 + view.getUint16(at + 2);
  }
}

/** Says whether a segment is the beginning of a frame (SOF0 to SOF15, without tables of other kinds among them). */
const isFrame = (marker: number) => marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
