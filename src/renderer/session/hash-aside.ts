import { hashBytes } from '../../shared/text/hash.ts';

/** Hashes bytes (SHA-256, hex) beside the page's own work, where the page may: large ones would hold up the keyboard. */
export async function hashAside(bytes: Uint8Array): Promise<string> {
  const { subtle } = globalThis.crypto;
  if (!subtle) return hashBytes(bytes);
  const digest = new Uint8Array(await subtle.digest('SHA-256', new Uint8Array(bytes)));
  return [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
}
