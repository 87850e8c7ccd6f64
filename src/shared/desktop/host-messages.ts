import { z } from 'zod';
import { errorCodes } from '../core/errors.ts';

/** What a supervised host reports on its IPC channel. */
export const hostMessage = z.discriminatedUnion('type', [
  z.object({ type: z.literal('sharing'), guests: z.int().min(0) }),
  /** It ends, for a reason that another start does not mend. */
  z.object({ type: z.literal('failed'), code: z.enum(errorCodes), message: z.string().max(4000) }),
]);
export type HostMessage = z.infer<typeof hostMessage>;

/** What the shell tells the host. The channel closing means the same: the shell is gone. */
export const shellMessage = z.object({ type: z.literal('end') });
export type ShellMessage = z.infer<typeof shellMessage>;

/** The line by which a host says where its own windows find it. */
export const readyPrefix = 'ready: ';
