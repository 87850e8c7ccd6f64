import { EventEmitter } from 'node:events';
import { isIP } from 'node:net';
import { connect } from 'node:tls';
import { faked } from './typed.ts';

const failed = -2;
const asUsual = -3;
const unknownAuthority = -202;

type PermissionRequest = Parameters<Electron.Session['setPermissionRequestHandler']>[0];
type PermissionCheck = Parameters<Electron.Session['setPermissionCheckHandler']>[0];
type VerifyProc = Parameters<Electron.Session['setCertificateVerifyProc']>[0];
type DisplayMedia = Parameters<Electron.Session['setDisplayMediaRequestHandler']>[0];

/** The cookies, the storage and the rules of some windows. */
export class FakeSession extends EventEmitter {
  readonly fake: {
    partition: string;
    request: PermissionRequest;
    check: PermissionCheck;
    verify: VerifyProc;
    displayMedia: DisplayMedia;
  };

  constructor(partition: string) {
    super();
    this.fake = { partition, request: null, check: null, verify: null, displayMedia: null };
  }

  setPermissionRequestHandler(handler: PermissionRequest): void {
    this.fake.request = handler;
  }
  setPermissionCheckHandler(handler: PermissionCheck): void {
    this.fake.check = handler;
  }
  setCertificateVerifyProc(proc: VerifyProc): void {
    this.fake.verify = proc;
  }
  setDisplayMediaRequestHandler(handler: DisplayMedia): void {
    this.fake.displayMedia = handler;
  }
  setDevicePermissionHandler(): void {
    // Devices are never offered here.
  }
  setSpellCheckerEnabled(): void {
    // Chromium's own checker is off in tests.
  }
}

const sessions = new Map<string, FakeSession>();

function fromPartition(partition: string): Electron.Session {
  const found = sessions.get(partition) ?? new FakeSession(partition);
  sessions.set(partition, found);
  return faked<Electron.Session>()(found) as unknown as Electron.Session;
}

export const session = faked<typeof Electron.Session>()({ fromPartition, defaultSession: fromPartition('') });

/** Chromium's code for the certificate of an address, by the session's own judge or the usual authorities; 0 is well. */
export async function judgeCertificate(own: FakeSession, address: string): Promise<number> {
  const url = URL.parse(address);
  if (url?.protocol !== 'https:') return 0;
  const shown = await certificateOf(url);
  if (shown === null) return 0;
  const verdict = await new Promise<number>((answer) => {
    if (!own.fake.verify) return answer(asUsual);
    const certificate = { fingerprint: `sha256/${shown.sha256}` } as Electron.Certificate;
    const request = { hostname: url.hostname, certificate, validatedCertificate: certificate };
    own.fake.verify({ ...request, isIssuedByKnownRoot: false, verificationResult: '', errorCode: failed }, answer);
  });
  if (verdict === asUsual) return shown.isTrusted ? 0 : unknownAuthority;
  return verdict;
}

/** The certificate that a server shows; null where none answers, which Chromium says by itself. */
function certificateOf({ hostname, port }: URL): Promise<{ sha256: string; isTrusted: boolean } | null> {
  const host = hostname.replace(/^\[|\]$/g, '');
  const name = isIP(host) === 0 ? { servername: host } : {};
  return new Promise((tell) => {
    const socket = connect({ host, port: Number(port) || 443, rejectUnauthorized: false, timeout: 5_000, ...name });
    socket.once('secureConnect', () => {
      const digest = socket.getPeerCertificate().fingerprint256.replaceAll(':', '');
      tell({ sha256: Buffer.from(digest, 'hex').toString('base64'), isTrusted: socket.authorized });
      socket.destroy();
    });
    for (const event of ['error', 'timeout', 'close'] as const) socket.once(event, () => tell(null));
  });
}
