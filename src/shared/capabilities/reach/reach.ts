import { z } from 'zod';
import { capability, on } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';
import { method } from '../../core/method.ts';
import { sharingKinds } from '../sharing/kinds.ts';

/** Programs of the host's machine that make its door reachable from other networks. */
export const reachWays = ['cloudflared', 'tailscale-funnel', 'tailscale-serve', 'ssh'] as const;

export type ReachWay = (typeof reachWays)[number];

const way = z.enum(reachWays);

/** Address under which guests of other networks reach the door. */
export interface Reached {
  way: ReachWay;
  /** Origin, such as `https://name.trycloudflare.com`. */
  origin: string;
}

export interface ReachState {
  /** Null while the door is reachable in its own network only. */
  reached: Reached | null;
}

export const notReached: ReachState = { reached: null };

const reached = z.object({
  term: z.number().int().min(1),
  reached: z
    .object({
      way,
      origin: z
        .string()
        .max(300)
        .regex(/^https:\/\/[^\s/?#@]+$/),
    })
    .nullable(),
});

export const reachKinds = {
  'reach.changed': kind('host', 'The door is reachable from elsewhere, or no longer.', reached, {
    hostOnly: true,
    ofDocument: false,
    perSecond: 2,
  }),
};

/** A server that `ssh` is told to go to: `name`, `user@name`, or a name of its settings; never an option. */
export const sshTarget = z
  .string()
  .max(200)
  .regex(/^[A-Za-z0-9_][A-Za-z0-9_.@-]*$/);

const nothing = z.object({});
const own = { touches: 'nothing', isForOwnWindows: true } as const;

export const reachMethods = {
  /** Lists the ways that this machine has, and whether each could be taken now. */
  'reach.list': method(
    'share',
    nothing,
    z.object({ ways: z.array(z.object({ way, problem: z.string().max(1000).nullable() })) }),
    own,
  ),
  /** Starts a way, and checks the address by it. `target` is the server of `ssh`. */
  'reach.start': method(
    'share',
    z.object({ way, target: sshTarget.nullable() }),
    z.object({ origin: z.string(), link: z.string() }),
    own,
  ),
  'reach.stop': method('share', nothing, nothing, own),
};

/** Reaching the door from elsewhere: which address it has there, by which program. */
export const reach = capability({
  name: 'reach',
  kinds: reachKinds,
  methods: reachMethods,
  narrowing: { open: true },
  slice: notReached,
  reducers: [
    on(reachKinds, {
      'reach.changed': (state: ReachState, { body }) => ({ ...state, reached: body.reached }),
    }),
    on(sharingKinds, {
      'session.ended': (state: ReachState) => (state.reached === null ? state : { ...state, reached: null }),
    }),
  ],
});
