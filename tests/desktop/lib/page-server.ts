import { createServer } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fingerprintOf, makeCertificate } from '../../../server/gateway/certificate.ts';

export interface PageServer {
  port: number;
  /** SHA-256 of its certificate, in hex; empty without encryption. */
  pin: string;
  close(): Promise<void>;
}

/** Somebody's web server with one page, which stands for a host that need not be an honest one. */
export async function pageServer(html: string, secure = false): Promise<PageServer> {
  const certificate = secure ? await makeCertificate(['127.0.0.1']) : null;
  const answer = (
    _request: unknown,
    response: { setHeader(name: string, value: string): void; end(text: string): void },
  ) => {
    response.setHeader('Content-Type', 'text/html; charset=utf-8');
    response.end(html);
  };
  const server = certificate ? createSecureServer(certificate, answer) : createServer(answer);
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready));
  return {
    port: (server.address() as AddressInfo).port,
    pin: certificate ? fingerprintOf(certificate.cert) : '',
    close: () =>
      new Promise((closed) => {
        server.close(() => closed());
        server.closeAllConnections();
      }),
  };
}
