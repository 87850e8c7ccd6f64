import { z } from 'zod';

const host = '(?:[A-Za-z0-9.-]{1,253}|\\[[0-9A-Fa-f:.]{2,45}\\])';
const urlOf = (schemes: string) =>
  z
    .string()
    .regex(new RegExp(`^(?:${schemes}):${host}(?::[0-9]{1,5})?(?:\\?transport=(?:udp|tcp))?$`), `must be ${schemes}:…`);
const urls = <Url extends z.ZodType>(url: Url) => z.array(url).min(1).max(8);

const stun = z.strictObject({ urls: urls(urlOf('stun|stuns')) });
const turn = z.strictObject({
  urls: urls(urlOf('turn|turns')),
  /** Secret that the relay shares with this server (`static-auth-secret` of coturn). */
  secret: z.string().min(8).max(500),
});

const forwarder = z.strictObject({
  /** Address of Janus's WebSocket API, as this server reaches it: windows never do. */
  url: z
    .string()
    .regex(new RegExp(`^wss?://${host}(?::[0-9]{1,5})?(?:/[A-Za-z0-9._/-]{0,100})?$`), 'must be ws:… or wss:…'),
  /** Secret of that API (`api_secret`). */
  secret: z.string().min(8).max(500).optional(),
  /** Secret with which its rooms are made (`admin_key` of the VideoRoom plugin), where it wants one. */
  adminKey: z.string().min(8).max(500).optional(),
  /** Number of people in a call from which on it is forwarded. */
  people: z.number().int().min(2).max(50).default(9),
});

/** Servers of an operator's own that help windows of a call to reach each other, as a file names them. */
export const relaySettings = z
  .strictObject({
    servers: z
      .array(z.union([turn, stun]))
      .max(8)
      .default([]),
    /** True to send all sound and pictures through relays: then nobody in a call learns another's address. */
    relayOnly: z.boolean().default(false),
    /** Janus, which forwards sound and pictures of large calls (SFU). */
    forwarder: forwarder.optional(),
    /** Lifetime of the credentials that windows are given. */
    credentialMinutes: z.number().int().min(5).max(1440).default(60),
  })
  .refine(({ servers, relayOnly }) => !relayOnly || servers.some((each) => 'secret' in each), {
    message: 'with relayOnly, one of the servers must be a relay (turn) with its secret',
    path: ['relayOnly'],
  });

export type ForwarderSettings = z.output<typeof forwarder>;

export type RelaySettings = z.output<typeof relaySettings>;

export const noRelays: RelaySettings = { servers: [], relayOnly: false, credentialMinutes: 60 };
