import { type Reached, type ReachWay, type reachMethods, reachWays } from '../../shared/capabilities/reach/reach.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { Handlers } from '../../shared/session/contract.ts';
import { checkAddress } from './address-check.ts';
import { Tunnel } from './tunnel.ts';
import { type LocalDoor, ways } from './ways.ts';

export interface ReachOptions {
  /** The guests' door of this machine; null while it is shut, or on a server elsewhere. */
  door: () => (LocalDoor & { pin: string | null }) | null;
  /** Has the door answer under a further name; null takes that back. */
  setName: (name: string | null) => void;
  /** The door's invite link, as it is now. */
  link: () => string | null;
  tell: (reached: Reached | null) => Promise<void>;
  /** Finds a program of this machine. */
  find: (program: string) => string | null;
  /** Beginning of the door's page. */
  page: () => Promise<string>;
  guard: { add(pid: number): void; remove(pid: number): void };
  report: (message: string) => void;
}

/** Makes the service that opens ways to this machine's door from other networks, one at a time. */
export function createReachService(options: ReachOptions): {
  handlers: Handlers<keyof typeof reachMethods>;
  /** Ends the way that is open. */
  stop: () => Promise<void>;
} {
  const { door, setName, link, tell, find, report } = options;
  let open: Tunnel | null = null;
  /** Ends the opening that is under way. */
  let opening: AbortController | null = null;
  let underWay: Promise<unknown> = Promise.resolve();

  const close = async () => {
    const tunnel = open;
    open = null;
    await tunnel?.close();
    setName(null);
  };

  const stop = async () => {
    opening?.abort();
    await underWay;
    await close();
  };

  const lost = (words: string) => {
    report(`The way from elsewhere has ended: ${words}`);
    open = null;
    setName(null);
    tell(null).catch(() => undefined);
  };

  const start: Handlers<'reach.start'>['reach.start'] = async ({ way, target }, _caller, signal) => {
    if (opening) throw new EnsembleError('exists', 'A way is being opened already.');
    opening = new AbortController();
    const started = begin(way, target, AbortSignal.any([signal, opening.signal])).finally(() => {
      opening = null;
    });
    underWay = started.catch(() => undefined);
    return started;
  };

  const begin = async (way: ReachWay, target: string | null, signal: AbortSignal) => {
    const here = door();
    if (here === null) throw new EnsembleError('not-permitted', 'Share this folder first, from this machine.');
    const { program, isPlain, problem, start } = ways[way];
    const path = find(program);
    if (path === null) throw new EnsembleError('not-found', `There is no ${program} on this machine.`);
    const reason = await problem(path);
    if (reason !== null) throw new EnsembleError('bad-request', reason);
    try {
      await close();
      const { tunnel, address } = await Tunnel.open(await start(path, here, target), options.guard, lost, signal);
      open = tunnel;
      const { hostname } = new URL(address);
      setName(hostname.replace(/^\[|\]$/g, ''));
      await checkAddress(address, { pin: isPlain ? here.pin : null, page: await options.page() }, signal);
      if (signal.aborted || open !== tunnel) throw new EnsembleError('cancelled', 'The way ended before it was open.');
      await tell({ way, origin: address });
      return { origin: address, link: link() ?? '' };
    } catch (thrown) {
      await close();
      throw thrown;
    }
  };

  return {
    handlers: {
      'reach.list': async () => {
        const found = reachWays.flatMap((way) => {
          const path = find(ways[way].program);
          return path === null ? [] : [{ way, path }];
        });
        return {
          ways: await Promise.all(
            found.map(async ({ way, path }) => ({ way, problem: await ways[way].problem(path) })),
          ),
        };
      },
      'reach.start': start,
      'reach.stop': async () => {
        await stop();
        await tell(null);
        return {};
      },
    },
    stop,
  };
}
