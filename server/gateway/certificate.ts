import { X509Certificate } from 'node:crypto';
import { generate } from 'selfsigned';

export interface Certificate {
  key: string;
  cert: string;
}

const lifetimeDays = 825;

/** Makes a self-signed certificate for these names and addresses. Links carry its fingerprint. */
export async function makeCertificate(names: readonly string[]): Promise<Certificate> {
  const notAfterDate = new Date(Date.now() + lifetimeDays * 86_400_000);
  const altNames = names.map((name) =>
    /^[\d.]+$|:/.test(name) ? { type: 7 as const, ip: name } : { type: 2 as const, value: name },
  );
  const { private: key, cert } = await generate([{ name: 'commonName', value: 'Ensemble' }], {
    keyType: 'ec',
    curve: 'P-256',
    algorithm: 'sha256',
    notAfterDate,
    extensions: [{ name: 'subjectAltName', altNames }],
  });
  return { key, cert };
}

/** SHA-256 (hex) of a certificate, as links carry it. */
export function fingerprintOf(cert: string): string {
  return new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase();
}

/** Says whether a certificate is valid for another month. */
export function isFresh(cert: string): boolean {
  return new X509Certificate(cert).validToDate.getTime() > Date.now() + 30 * 86_400_000;
}
