import { z } from 'zod';
import { errorCodes } from '../core/errors.ts';

/** Reports of a supervised host on its IPC channel. */
export const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sharing'), guests: z.int().min(0) }),
  /** The host ends, for a reason that another start does not mend. */
  z.object({ type: z.literal('failed'), code: z.enum(errorCodes), message: z.string().max(4000) }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/** Message of the shell to the host. The channel closing means the same: the shell is gone. */
export const shellMessage = z.object({ type: z.literal('end') });
export type ShellMessage = z.infer<typeof shellMessage>;

/** Beginning of the line by which a host tells the address of its own windows. */
export const readyPrefix = 'ready: ';
