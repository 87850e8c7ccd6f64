import { EnsembleError, type ErrorCode } from '../../shared/core/errors.ts';

const meanings: Record<string, [ErrorCode, string]> = {
  ENOENT: ['not-found', 'There is no such file or folder'],
  EEXIST: ['exists', 'Something of this name is there already'],
  ENOTDIR: ['not-a-folder', 'A part of this path is a file, not a folder'],
  EISDIR: ['is-a-folder', 'This is a folder, not a file'],
  EACCES: ['no-access', 'The host computer does not allow this'],
  EPERM: ['no-access', 'The host computer does not allow this'],
  EROFS: ['no-access', "The host's disk is read-only"],
  EBUSY: ['no-access', 'Another program on the host is using this'],
  ETXTBSY: ['no-access', 'Another program on the host is using this'],
  ENOSPC: ['no-space', "The host's disk is full; nothing was changed"],
  EDQUOT: ['no-space', "The host's disk quota is used up; nothing was changed"],
  EFBIG: ['too-large', "This is larger than the host's disk can hold in one file"],
  ERR_FS_FILE_TOO_LARGE: ['too-large', 'This file is too large to be read at once'],
  ELOOP: ['outside-folder', 'This link is broken: it leads to nothing that is shared'],
  ENOTEMPTY: ['bad-request', 'The folder is not empty'],
  ENAMETOOLONG: ['bad-request', 'This name is too long for the host'],
  EINVAL: ['bad-request', 'The host cannot have a file of this name'],
  EILSEQ: ['bad-request', 'The host cannot have a file of this name'],
  // A zero character in it, for example, which Node gives to no system.
  ERR_INVALID_ARG_VALUE: ['bad-request', 'The host cannot have a file of this name'],
  EMFILE: ['internal', 'The host has too many files open; try again'],
  ENFILE: ['internal', 'The host has too many files open; try again'],
};

/**
 * Gives the error to show for anything thrown while working on a file. The system's own text is never in its message,
 * since it names places on the host's disk; it is kept as `cause`, for the host's log.
 * @param thrown the caught value; an EnsembleError is given back as it is
 * @param path the path as it was asked for, relative
 */
export function fromSystemError(thrown: unknown, path: string): EnsembleError {
  if (thrown instanceof EnsembleError) return thrown;
  const code = systemCode(thrown);
  const [meaning, words] = meanings[code] ?? ['internal', 'The host could not do this; its log has the details'];
  return withCause(meaning, path === '' ? `${words}.` : `${words}: “${path}”.`, thrown);
}

/** Gives the system's code of a thrown value (`ENOENT` …), or '' when it has none. */
export function systemCode(thrown: unknown): string {
  return thrown instanceof Error && 'code' in thrown && typeof thrown.code === 'string' ? thrown.code : '';
}

function withCause(code: ErrorCode, message: string, cause: unknown): EnsembleError {
  const error = new EnsembleError(code, message);
  error.cause = cause;
  return error;
}
