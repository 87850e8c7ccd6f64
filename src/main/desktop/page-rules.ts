/** Destination of a navigation: it stays on its host, goes to the system's browser, or nowhere. */
export type Destination = 'stay' | 'browser' | 'nowhere';

/** Decides on a link or a redirect of a page that belongs to `origin`. */
export function destinationOf(target: string, origin: string): Destination {
  if (!URL.canParse(target)) return 'nowhere';
  const url = new URL(target);
  if (url.origin === origin) return 'stay';
  return url.protocol === 'https:' && !url.username && !url.password ? 'browser' : 'nowhere';
}

/** Permissions that the app needs, and the devices that each one opens. */
const needed: Record<string, string[]> = {
  'clipboard-read': ['clipboard'],
  'clipboard-sanitized-write': ['writing to the clipboard'],
  notifications: ['notifications'],
  media: ['camera', 'microphone'],
  'display-capture': ['screen'],
  'speaker-selection': ['speakers'],
  fullscreen: ['full screen'],
};

const words: Record<string, string> = {
  clipboard: 'read what you have copied',
  'writing to the clipboard': 'put text on your clipboard',
  notifications: 'show notifications',
  camera: 'use your camera',
  microphone: 'use your microphone',
  screen: 'see your screen',
  speakers: 'choose where sound comes out',
  'full screen': 'fill your screen',
};

/** Names a device for the words "May the session …". */
export function deviceWords(device: string): string {
  return words[device] ?? device;
}

/** Details of a permission request of Chromium's. */
export interface RequestDetails {
  requestingUrl?: string;
  mediaTypes?: readonly string[];
}

/** Lists the devices that a permission opens; a request for media names them. */
export function devicesOf(permission: string, { mediaTypes = [] }: RequestDetails = {}): readonly string[] {
  const all = needed[permission] ?? [];
  if (permission !== 'media' || mediaTypes.length === 0) return all;
  return all.filter((device) => mediaTypes.includes(device === 'camera' ? 'video' : 'audio'));
}

/** Asker of a browser permission: the page, and the window it is in. */
export interface Requester {
  /** Origin of the request; a frame of another origin has no permissions. */
  url: string;
  /** The origin of the window's page. */
  origin: string;
  /** True if somebody else's host made the page. */
  guest: boolean;
}

/**
 * Decides on a browser permission: the page of the app gets the few that it needs. Somebody else's page gets nothing
 * without its person's consent.
 */
export function permissionFor(permission: string, { url, origin, guest }: Requester): 'yes' | 'ask' | 'no' {
  if (!Object.hasOwn(needed, permission) || !URL.canParse(url) || new URL(url).origin !== origin) return 'no';
  return guest ? 'ask' : 'yes';
}

/** Chromium's answer codes for a certificate: accept, refuse, decide as usual. */
export const certificateVerdicts = { accept: 0, refuse: -2, asUsual: -3 } as const;

/**
 * Judges a certificate by the fingerprint in the invite (pinning): with a pin only that certificate will do, whoever
 * signed it.
 * @param fingerprint as Chromium writes it: `sha256/` and base64
 */
export function judgeCertificate(fingerprint: string, pin: string | null): number {
  if (pin === null) return certificateVerdicts.asUsual;
  const wanted = `sha256/${Buffer.from(pin, 'hex').toString('base64')}`;
  return fingerprint === wanted ? certificateVerdicts.accept : certificateVerdicts.refuse;
}

/** Formats a fingerprint for people to compare: groups of four, in hex. */
export function fingerprintWords(pin: string): string {
  return (pin.toUpperCase().match(/.{4}/g) ?? []).join(' ');
}
