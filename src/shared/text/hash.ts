import { sha256 } from '@noble/hashes/sha2.js';
import { bytesToHex, utf8ToBytes } from '@noble/hashes/utils.js';

/** Hashes bytes (SHA-256, hex): the address of a blob. */
export function hashBytes(bytes: Uint8Array): string {
  return bytesToHex(sha256(bytes));
}

/** Hashes a text in UTF-8 (SHA-256, hex), to compare two copies of a document. */
export function hashText(text: string): string {
  return hashBytes(utf8ToBytes(text));
}
