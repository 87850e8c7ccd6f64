import type { Tier } from './quality.ts';

/** Devices that a person has chosen; null is the system's choice. */
export interface Choice {
  microphone: string | null;
  camera: string | null;
  speaker: string | null;
  /** Suppression of noise, by the browser and by the network that Ensemble brings. */
  suppressesNoise: boolean;
}

const key = 'ensemble.call.devices';
const standard: Choice = { microphone: null, camera: null, speaker: null, suppressesNoise: true };

/** Reads the devices that this browser's person chose last. */
export function lastChoice(): Choice {
  try {
    const read: unknown = JSON.parse(localStorage.getItem(key) ?? '{}');
    const { microphone, camera, speaker, suppressesNoise } = (read ?? {}) as Record<string, unknown>;
    const idIn = (value: unknown) => (typeof value === 'string' && value.length < 300 ? value : null);
    return {
      microphone: idIn(microphone),
      camera: idIn(camera),
      speaker: idIn(speaker),
      suppressesNoise: suppressesNoise !== false,
    };
  } catch {
    return standard;
  }
}

export function keepChoice(choice: Choice): void {
  localStorage.setItem(key, JSON.stringify(choice));
}

function media(): MediaDevices {
  // Absent on pages that the browser does not trust: plain http from another machine.
  const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
  if (mediaDevices === undefined) throw new Error('calls need a page that came over https.');
  return mediaDevices;
}

/**
 * Opens a device, the chosen one where it is there: another is better than none. Asked for as ideal, browsers open the
 * system's choice all the same.
 */
async function open(
  sort: 'audio' | 'video',
  id: string | null,
  constraints: MediaTrackConstraints,
): Promise<MediaStreamTrack> {
  const ask = async (more: MediaTrackConstraints) =>
    (await media().getUserMedia({ [sort]: { ...constraints, ...more } })).getTracks()[0]!;
  if (id === null) return ask({});
  try {
    return await ask({ deviceId: { exact: id } });
  } catch (thrown) {
    const isAway = thrown instanceof Error && ['OverconstrainedError', 'NotFoundError'].includes(thrown.name);
    if (!isAway) throw thrown;
    return ask({});
  }
}

export function openMicrophone({ microphone, suppressesNoise }: Choice): Promise<MediaStreamTrack> {
  return open('audio', microphone, {
    echoCancellation: true,
    autoGainControl: true,
    noiseSuppression: suppressesNoise,
  });
}

export function openCamera({ camera }: Choice, tier: Tier): Promise<MediaStreamTrack> {
  return open('video', camera, sizeOf(tier));
}

const sizeOf = ({ camera }: Tier): MediaTrackConstraints =>
  camera === null
    ? {}
    : { width: { ideal: camera.width }, height: { ideal: camera.height }, frameRate: { ideal: camera.frameRate } };

/** Makes a camera's pictures as large as the call carries. */
export async function resizeCamera(track: MediaStreamTrack, tier: Tier): Promise<void> {
  await track.applyConstraints(sizeOf(tier)).catch(() => undefined);
}

/** Lets the person choose a tab, a window or a screen, with its sound where the browser has it. */
export function openScreen(): Promise<MediaStream> {
  return media().getDisplayMedia({
    video: { width: { max: 1920 }, height: { max: 1080 }, frameRate: { ideal: 30, max: 30 } },
    audio: true,
  });
}

export async function listDevices(): Promise<MediaDeviceInfo[]> {
  return (await media().enumerateDevices()).filter(({ deviceId }) => deviceId !== '');
}
