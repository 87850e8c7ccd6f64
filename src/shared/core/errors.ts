/** Every reason for which a request or an entry is turned down. The code is for programs, the message for the person. */
export const errorCodes = [
  'bad-request',
  'not-found',
  'not-recorded',
  'exists',
  'not-a-folder',
  'is-a-folder',
  'is-document',
  'outside-folder',
  'hidden',
  'local',
  'no-access',
  'no-space',
  'too-large',
  'too-fast',
  'not-text',
  'encoding',
  'changed-on-disk',
  'not-permitted',
  'forged',
  'out-of-order',
  'unknown-kind',
  'stale-term',
  'rebase-needed',
  'bad-credential',
  'denied',
  'removed',
  'version',
  'host-away',
  'disconnected',
  'cancelled',
  'ended',
  'internal',
] as const;

export type ErrorCode = (typeof errorCodes)[number];

/** An error that may be shown to the person who caused it: `message` says what happened and what to do. */
export class EnsembleError extends Error {
  readonly code: ErrorCode;

  constructor(code: ErrorCode, message: string) {
    super(message);
    this.name = 'EnsembleError';
    this.code = code;
  }
}

/**
 * Gives the error that may cross the wire for any thrown value.
 * Unexpected errors become `internal` without their text, which may hold paths or secrets.
 */
export function toWireError(thrown: unknown): { code: ErrorCode; message: string } {
  if (thrown instanceof EnsembleError) return { code: thrown.code, message: thrown.message };
  return { code: 'internal', message: 'Something went wrong on the other side; its log has the details.' };
}
