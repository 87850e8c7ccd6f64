import { z } from 'zod';

/** Uses of a shared terminal: see it; propose lines that its owner runs; type into it. Each includes those before it. */
export const terminalAccess = z.enum(['none', 'read', 'approve', 'write']);

export type TerminalAccess = z.infer<typeof terminalAccess>;
