/** Answer of relays that could not be used, as the browser names it: STUN's error codes (RFC 8489, RFC 8656). */
export type RelayRefusal = 'password' | 'full' | 'unreachable';

/** Reason for which there is no way to somebody. */
export type WayRefusal = RelayRefusal | 'forwarder';

/** Reads the code of an `icecandidateerror`; null for those that say nothing of a relay. */
export function refusalOf({ errorCode, url }: { errorCode: number; url: string | null }): RelayRefusal | null {
  if (!/^turns?:/.test(url ?? '')) return null;
  if (errorCode === 401 || errorCode === 403 || errorCode === 441) return 'password';
  if (errorCode === 486 || errorCode === 508) return 'full';
  return errorCode === 701 ? 'unreachable' : null;
}

/** Words for a way to somebody that is not found, with what can be done. */
export function wayProblem(name: string, refusal: WayRefusal | null, hasRelays: boolean): string {
  const found = `No way to ${name} is found: you do not hear each other.`;
  switch (refusal) {
    case 'password':
      return `${found} The relay of calls (TURN) does not take this session's password: its secret, or its clock, is another than the session server's. Whoever runs them can mend that.`;
    case 'full':
      return `${found} The relay of calls (TURN) has no room left: try again later, or tell whoever runs it.`;
    case 'unreachable':
      return `${found} The relay of calls (TURN) is not reached: it does not run, or a firewall is in between.`;
    case 'forwarder':
      return `${found} The server that forwards this call (Janus) is not reached: a firewall may be in between. Whoever runs it can open its ports for media. It is tried again by itself.`;
    default:
      return hasRelays
        ? `${found} It is tried again by itself.`
        : `${found} Your networks do not let your windows meet: a VPN helps, or a relay (TURN) that whoever runs the session can name.`;
  }
}
