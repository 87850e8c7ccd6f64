import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';
import { callLimits, screenUnits } from './limits.ts';

const own = z.object({ isMuted: z.boolean(), hasCamera: z.boolean(), isSharing: z.boolean() });
const since = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const description = z.object({
  type: z.enum(['offer', 'answer']),
  sdp: z.string().min(1).max(callLimits.sdp),
});
const candidate = z.object({
  candidate: z.string().max(callLimits.candidate),
  sdpMid: z.string().max(16).nullable(),
  sdpMLineIndex: z.number().int().min(0).max(63).nullable(),
});

/** Words between two windows of a call, by which they find a way to each other (JSEP, RFC 8829). */
export const signal = z.object({
  /** Joinings of the sender and of the receiver: words of an earlier meeting are void. */
  from: since,
  to: since,
  description: description.nullable(),
  candidates: z.array(candidate).max(callLimits.candidates),
  /** True to ask for a new way: only one side makes offers. */
  restart: z.boolean(),
});

const relay = z.object({
  urls: z.array(z.string().max(300)).min(1).max(8),
  username: z.string().max(100).optional(),
  credential: z.string().max(100).optional(),
});

/** Roles of tracks, in the order of their lines. */
export const callRoles = ['microphone', 'camera', 'screen', 'screen-sound'] as const;

const forwardedSdp = z.string().min(1).max(callLimits.forwardedSdp);
/** Number of a description that the forwarding server has made. */
const turn = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);
const line = z.object({
  /** Name of the line in the description. */
  mid: z.string().min(1).max(16),
  /** Replica whose sound or picture it is. */
  from: z.string().max(64),
  role: z.enum(callRoles),
});

/** Place on a shared screen: ten-thousandths of its width and height, so that it is the same in pictures of all sizes. */
const part = z.number().int().min(0).max(screenUnits);
const place = z.tuple([part, part]);
/** Window whose screen it is. */
const screen = z.string().min(1).max(64);
const strokeNumber = z.number().int().min(1).max(Number.MAX_SAFE_INTEGER);

/** Facts of calls; their ref is the call's. Sound and pictures go from window to window, and never through here. */
export const callKinds = {
  'call.joined': kind('call', 'This window joins the call.', own, {
    ofDocument: false,
    perSecond: 1,
    mark: { name: 'Calls', icon: 'call-outgoing', words: () => 'joined the call' },
  }),
  'call.left': kind('call', 'This window leaves the call.', z.object({}), {
    ofDocument: false,
    perSecond: 1,
    mark: { name: 'Calls', icon: 'call-outgoing', words: () => 'left the call' },
  }),
  'call.changed': kind('call', 'This window mutes itself, shows its camera or a screen, or no more.', own, {
    ofDocument: false,
    perSecond: 5,
  }),
  'call.drawn': kind(
    'annotate',
    'Somebody in the call draws a stroke over a shared screen; points are in ten-thousandths of its width and height.',
    z.object({ screen, stroke: strokeNumber, points: z.array(place).min(2).max(callLimits.strokePoints) }),
    { ofDocument: false, keep: 'latest', maxBytes: 4 * 1024, perSecond: 4 },
  ),
  'call.erased': kind(
    'annotate',
    'Somebody takes back a stroke of their own over a shared screen, or all of them (null).',
    z.object({ screen, stroke: strokeNumber.nullable() }),
    { ofDocument: false, keep: 'latest', maxBytes: 256, perSecond: 4 },
  ),
  'call.pointed': kind(
    'annotate',
    'Place of somebody’s pointer over a shared screen, or none: it has left.',
    z.object({ screen, at: place.nullable() }),
    { ofDocument: false, keep: 'latest', maxBytes: 256, perSecond: 10 },
  ),
  'call.signal': kind('call', 'One window of a call tells another how it can be reached.', signal, {
    audience: 'to',
    amongPeers: true,
    keep: 'none',
    ofDocument: false,
    maxBytes: callLimits.signalBytes,
    perSecond: 20,
  }),
  'call.relaysAsked': kind('call', 'A window that joins the call asks the session server for relays.', z.object({}), {
    audience: 'to',
    amongPeers: true,
    keep: 'none',
    ofDocument: false,
    maxBytes: 16,
    perSecond: 1,
  }),
  'call.relaysTold': kind(
    'server',
    'The session server names servers that help to find ways (STUN) or relay (TURN), with passwords that end.',
    z.object({
      servers: z.array(relay).max(8),
      /** True where nothing may go from window to window but through relays. */
      relayOnly: z.boolean(),
      /** Time for which the passwords are good; null where there are none. */
      validMs: z.number().int().min(1).nullable(),
    }),
    { audience: 'to', keep: 'none', ofDocument: false },
  ),
  'call.forwardSaid': kind(
    'call',
    'A window of a call that is forwarded says what it sends, or answers what it is sent.',
    z.object({
      since,
      offer: z.string().min(1).max(callLimits.sdp).nullable(),
      answer: z.object({ turn, sdp: forwardedSdp }).nullable(),
    }),
    {
      audience: 'to',
      amongPeers: true,
      keep: 'none',
      ofDocument: false,
      maxBytes: callLimits.forwardedBytes,
      perSecond: 5,
    },
  ),
  'call.forwardTold': kind(
    'server',
    'The session server tells a window that its call is forwarded, or is no more, and leads it to the forwarding server.',
    z.object({
      isOn: z.boolean(),
      /** Joining of the window that is told. */
      since,
      /** True where the forwarding server was lost. */
      isLost: z.boolean(),
      answer: forwardedSdp.nullable(),
      offer: z
        .object({
          turn,
          sdp: forwardedSdp,
          /** True where it is about a new connection. */
          isFirst: z.boolean(),
          lines: z.array(line).max(callLimits.forwardedLines),
        })
        .nullable(),
    }),
    { audience: 'to', keep: 'none', ofDocument: false, maxBytes: callLimits.forwardedBytes },
  ),
};

export type CallBody<Name extends keyof typeof callKinds> = BodyOf<typeof callKinds, Name>;
export type Signal = z.output<typeof signal>;
