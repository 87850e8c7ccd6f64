import { z } from 'zod';
import { nameOfPerson } from '../text/shown.ts';
import { limits } from './version.ts';

/** Purposes of a replica: a person's window, the host's process, its disk, a program of a person, an agent. */
export const purposes = ['window', 'host', 'disk', 'program', 'agent'] as const;

/** A self-chosen name: one line of visible characters. */
export const ownName = z
  .string()
  .max(20 * limits.nameLength)
  .transform((given) => nameOfPerson(given, limits.nameLength))
  .pipe(z.string().min(1));
