import { trackRoles } from './call-transport.ts';
import type { Tier } from './quality.ts';

/** Bounds what a connection's lines send, in the order of their roles; pictures by `scale` smaller than the tier says. */
export async function boundSenders(lines: readonly RTCRtpTransceiver[], tier: Tier, scale = 1): Promise<void> {
  const { camera, screen } = tier;
  for (const [at, role] of trackRoles.entries()) {
    const sender = lines[at]?.sender;
    const parameters = sender?.getParameters();
    const encoding = parameters?.encodings[0];
    if (!sender || !parameters || !encoding) continue;
    if (role === 'microphone') Object.assign(encoding, { priority: 'high', networkPriority: 'high' });
    if (role === 'camera') {
      encoding.active = camera !== null;
      encoding.maxBitrate = (camera?.bitsPerSecond ?? 90_000) / scale ** 2;
      encoding.scaleResolutionDownBy = scale;
    }
    if (role === 'screen')
      Object.assign(encoding, { maxBitrate: screen.bitsPerSecond / scale, maxFramerate: screen.frameRate });
    // Bounds that a browser does not take leave the stream as it is.
    await sender.setParameters(parameters).catch(() => undefined);
  }
}

/** Sends tracks on the lines of their roles. */
export function fillSenders(lines: readonly RTCRtpTransceiver[], tracks: ReadonlyMap<string, MediaStreamTrack>): void {
  for (const [at, role] of trackRoles.entries()) {
    const sender = lines[at]?.sender;
    const track = tracks.get(role) ?? null;
    if (sender && sender.track !== track) void sender.replaceTrack(track).catch(() => undefined);
  }
}

export const mediaOf = (role: (typeof trackRoles)[number]) =>
  role === 'camera' || role === 'screen' ? 'video' : 'audio';
