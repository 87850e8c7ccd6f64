import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** SHA-256 (hex) of bytes: how blobs are addressed. */
export function hashBytes(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** SHA-256 (hex) of a text in UTF-8: how two copies of a document are compared. */
export function hashText(text: string): string {
  return hashBytes(utf8ToBytes(text));
}
