import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { z } from 'zod';
import type { ReachWay } from '../../shared/capabilities/reach/reach.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { TunnelProgram } from './tunnel.ts';

const run = promisify(execFile);

/** Longest wait for a program's answer about itself. */
const answerWithinMs = 5_000;

/** The door on this machine. */
export interface LocalDoor {
  port: number;
  isSecure: boolean;
}

/** A way, with the program that goes it. `isPlain` where guests meet the door's own certificate at its end. */
interface Way {
  program: string;
  isPlain: boolean;
  /** Reason for which it cannot be gone now, in words; null where it can. */
  problem(path: string): Promise<string | null>;
  start(path: string, door: LocalDoor, target: string | null): Promise<TunnelProgram>;
}

const doorAddress = ({ port, isSecure }: LocalDoor) => `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`;

/** First address of a domain, at the end of a word. */
const originIn = (pattern: RegExp) => (output: string) => pattern.exec(output)?.[1] ?? null;

const tailscaleStatus = z.object({ BackendState: z.string(), Self: z.object({ DNSName: z.string() }).optional() });

async function tailscaleProblem(path: string): Promise<string | null> {
  try {
    const { stdout } = await run(path, ['status', '--json'], { timeout: answerWithinMs });
    const { BackendState } = tailscaleStatus.parse(JSON.parse(stdout));
    return BackendState === 'Running' ? null : 'Tailscale is not connected: run `tailscale up` first.';
  } catch {
    return 'Tailscale does not answer: start it, and run `tailscale up`.';
  }
}

const tailscale = (verb: 'funnel' | 'serve'): Way => ({
  program: 'tailscale',
  isPlain: false,
  problem: tailscaleProblem,
  start: async (path, { port, isSecure }) => ({
    program: path,
    // Its end speaks to a certificate that only this machine has made.
    args: [verb, `${isSecure ? 'https+insecure' : 'http'}://127.0.0.1:${port}`],
    addressIn: originIn(/(https:\/\/[a-z0-9.-]+\.ts\.net)(?=[\s/])/),
  }),
});

/** The ways that Ensemble knows to other networks. */
export const ways: Readonly<Record<ReachWay, Way>> = {
  cloudflared: {
    program: 'cloudflared',
    isPlain: false,
    problem: async () => null,
    start: async (path, door) => ({
      program: path,
      args: ['tunnel', '--no-autoupdate', '--no-tls-verify', '--url', doorAddress(door)],
      addressIn: originIn(/(https:\/\/[a-z0-9-]+\.trycloudflare\.com)(?=[\s|/])/),
    }),
  },
  'tailscale-funnel': tailscale('funnel'),
  'tailscale-serve': tailscale('serve'),
  ssh: {
    program: 'ssh',
    isPlain: true,
    problem: async () => null,
    start: async (path, door, target) => {
      if (target === null) throw new EnsembleError('bad-request', 'Name the server to which ssh goes.');
      if (!door.isSecure)
        throw new EnsembleError(
          'bad-request',
          'This machine is in no network, so its door has no certificate to show.',
        );
      const { stdout } = await run(path, ['-G', target], { timeout: answerWithinMs });
      const name = /^hostname (\S+)$/m.exec(stdout)?.[1] ?? target;
      const options = ['BatchMode=yes', 'ExitOnForwardFailure=yes', 'ServerAliveInterval=15', 'ControlPath=none'];
      return {
        program: path,
        args: [...options.flatMap((each) => ['-o', each]), '-N', '-T', '-R', `*:0:127.0.0.1:${door.port}`, target],
        addressIn: (output) => {
          const port = /Allocated port (\d+) for remote forward/.exec(output)?.[1];
          return port === undefined ? null : `https://${name.includes(':') ? `[${name}]` : name}:${port}`;
        },
      };
    },
  },
};
