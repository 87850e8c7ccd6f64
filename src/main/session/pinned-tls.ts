import { X509Certificate } from 'node:crypto';
import { Agent } from 'node:https';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { EnsembleError } from '../../shared/core/errors.ts';

/**
 * Makes an agent that trusts exactly the certificate whose SHA-256 (hex) a link carries (pinning), whatever its name.
 * Throws `bad-credential` when the server shows another: somebody may be in between.
 */
export async function pinnedAgent(origin: string, pin: string): Promise<{ agent: Agent; cert: string }> {
  const { hostname, port } = new URL(origin);
  const host = hostname.replace(/^\[|\]$/g, '');
  const cert = await new Promise<string>((resolve, reject) => {
    const socket = connect(
      { host, port: Number(port || 443), ...(isIP(host) ? {} : { servername: host }), rejectUnauthorized: false },
      () => {
        const shown = new X509Certificate(socket.getPeerCertificate(true).raw);
        socket.destroy();
        resolve(shown.toString());
      },
    );
    socket.once('error', reject);
  });
  if (new X509Certificate(cert).fingerprint256.replaceAll(':', '').toLowerCase() !== pin) {
    throw new EnsembleError(
      'bad-credential',
      "The server's certificate is not the one of the link: do not trust this connection.",
    );
  }
  return { agent: new Agent({ ca: cert, checkServerIdentity: () => undefined }), cert };
}
