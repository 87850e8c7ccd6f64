import { z } from 'zod';

/** SHA-256 (hex) of a certificate, as a link names it. */
export const pin = z
  .string()
  .regex(/^[0-9a-f]{64}$/i)
  .toLowerCase();

/** Takes a pasted link apart, fragment included; null when it is no address. */
export function linkParts(text: string): { url: URL; fragment: Record<string, string> } | null {
  try {
    const url = new URL(text.trim());
    return { url, fragment: Object.fromEntries(new URLSearchParams(url.hash.slice(1))) };
  } catch {
    return null;
  }
}
