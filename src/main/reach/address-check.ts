import { request } from 'node:https';
import type { TLSSocket } from 'node:tls';
import { EnsembleError } from '../../shared/core/errors.ts';

/** Time for which an address is tried: new names take a while until the network knows them. */
const tryForMs = 30_000;
const betweenTriesMs = 1_000;
const answerWithinMs = 8_000;

interface Wanted {
  /** SHA-256 (hex) of the door's own certificate, where that stands at the end of the way; null for a trusted one. */
  pin: string | null;
  /** Beginning of the door's page. */
  page: string;
}

/** Asks an address for its page once. Rejects where it is not the door. */
function askOnce(origin: string, { pin, page }: Wanted, signal: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
    const asked = request(
      `${origin}/`,
      {
        method: 'GET',
        timeout: answerWithinMs,
        // One that answers a byte at a time would be waited for without end.
        signal: AbortSignal.any([signal, AbortSignal.timeout(answerWithinMs)]),
        rejectUnauthorized: pin === null,
        agent: false,
      },
      (response) => {
        const { fingerprint256 = '' } = (response.socket as TLSSocket).getPeerCertificate();
        if (pin !== null && fingerprint256.replaceAll(':', '').toLowerCase() !== pin)
          return reject(new Error('Another server answers there.'));
        let text = '';
        response.setEncoding('utf8').on('data', (part: string) => {
          text += part;
          if (text.length >= page.length) response.destroy();
        });
        response.once('close', () =>
          text.startsWith(page) ? resolve() : reject(new Error(`It answers with ${response.statusCode ?? 'nothing'}.`)),
        );
      },
    );
    asked.once('timeout', () => asked.destroy(new Error('It does not answer.')));
    asked.once('error', reject);
    asked.end();
  });
}

/**
 * Looks from outside whether an address leads to the door, again and again for a while. Rejects in words where it does
 * not.
 */
export async function checkAddress(origin: string, wanted: Wanted, signal: AbortSignal): Promise<void> {
  const untilMs = performance.now() + tryForMs;
  for (;;) {
    try {
      return await askOnce(origin, wanted, signal);
    } catch (thrown) {
      if (signal.aborted || performance.now() + betweenTriesMs > untilMs)
        throw new EnsembleError(
          'bad-request',
          `${origin} does not lead to this folder’s door: ${(thrown as Error).message} A server that forwards ports must open them to others, as with “GatewayPorts clientspecified” of sshd, and its firewall must let them through.`,
        );
    }
    await new Promise((resolve) => setTimeout(resolve, betweenTriesMs));
  }
}
