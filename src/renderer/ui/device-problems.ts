export type Device = 'microphone' | 'camera' | 'screen';

/** Words for a device that cannot be had, with what to do. */
export function deviceProblem(thrown: unknown, device: Device): string {
  const name = thrown instanceof Error || thrown instanceof DOMException ? thrown.name : '';
  const isScreen = device === 'screen';
  switch (name) {
    case 'NotAllowedError':
    case 'SecurityError':
      return isScreen
        ? 'The screen is not shared: it was not allowed, or nothing was chosen. Press Share screen to choose again.'
        : `The ${device} is not allowed for this page: allow it beside the address, or in the settings of the system, and try again.`;
    case 'NotFoundError':
    case 'OverconstrainedError':
      return isScreen ? 'This browser finds nothing to share.' : `No ${device} was found: plug one in and try again.`;
    case 'NotReadableError':
    case 'AbortError':
      return isScreen
        ? 'The system does not let this window or screen be shared: choose another.'
        : `The ${device} cannot be used now: another program may have it. Close that, and try again.`;
    default:
      return `The ${device} cannot be used here: ${thrown instanceof Error ? thrown.message : String(thrown)}`;
  }
}

/** Words for a device that was pulled out, or taken away, in a call. */
export function lostWords(device: 'microphone' | 'camera'): string {
  return device === 'microphone'
    ? 'The microphone is gone: the others do not hear you. Plug it in, or choose another in the Call view.'
    : 'The camera is gone: plug it in, or choose another in the Call view.';
}
