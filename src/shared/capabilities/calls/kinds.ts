import { z } from 'zod';
import type { BodyOf } from '../../core/capability.ts';
import { kind } from '../../core/kind.ts';
import { callLimits } from './limits.ts';

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
  'call.signal': kind('call', 'One window of a call tells another how it can be reached.', signal, {
    audience: 'to',
    amongPeers: true,
    keep: 'none',
    ofDocument: false,
    maxBytes: callLimits.signalBytes,
    perSecond: 20,
  }),
};

export type CallBody<Name extends keyof typeof callKinds> = BodyOf<typeof callKinds, Name>;
export type Signal = z.output<typeof signal>;
