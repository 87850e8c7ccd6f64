import type { ReachWay } from '../../../shared/capabilities/reach/reach.ts';
import type { PickItem } from '../../workbench/index.ts';

interface WayWords {
  label: string;
  /** Consequences, for the consent of the person. */
  consent: string;
}

export const wayWords: Readonly<Record<ReachWay, WayWords>> = {
  cloudflared: {
    label: 'Cloudflare Tunnel',
    consent:
      'cloudflared gives this folder’s door a public address with a trusted certificate. Everything between guests and this machine goes through Cloudflare, which can read it.',
  },
  'tailscale-funnel': {
    label: 'Tailscale Funnel',
    consent:
      'Tailscale gives this folder’s door a public address with a trusted certificate. Guests need no Tailscale of their own.',
  },
  'tailscale-serve': {
    label: 'Tailscale, for your own network',
    consent: 'The door gets an address with a trusted certificate for people in your tailnet, and for nobody else.',
  },
  ssh: {
    label: 'A server of yours, by SSH',
    consent:
      'ssh forwards a free port of that server to this folder’s door. The server sees nothing of what is said. Browsers warn once of the door’s own certificate; the desktop app knows it by the link.',
  },
};

/** Way that is no program of this machine: the team's server, to which the session itself moves. */
export const toServer = 'server';

/** A way as the host's machine finds it. */
interface FoundWay {
  way: ReachWay;
  /** Words for one that cannot be taken now. */
  problem: string | null;
}

/** Ways to choose from: those that the machine has, and the team's server unless the session is at one. */
export function wayItems(ways: readonly FoundWay[], isAtServer: boolean): PickItem<ReachWay | typeof toServer>[] {
  const programs = ways.map(({ way, problem }) => ({
    label: wayWords[way].label,
    icon: problem === null ? 'globe' : 'warning',
    detail: problem ?? wayWords[way].consent,
    value: way,
  }));
  if (isAtServer) return programs;
  const detail = 'The session moves to where your team runs “ensemble serve”. You need its link for hosts.';
  return [...programs, { label: 'Your team’s server', icon: 'server', detail, value: toServer }];
}
