import { z } from 'zod';

/** The schema of a byte string. */
export const bytes = z.custom<Uint8Array>((value) => value instanceof Uint8Array, 'expected bytes');
