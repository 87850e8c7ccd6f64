import { z } from 'zod';

/** What any page, also somebody else's, may do to its own window: what a browser's frame offers for every page. */
export const windowAct = z.enum([
  'close',
  'reload',
  'zoom-in',
  'zoom-out',
  'zoom-reset',
  'full-screen',
  'developer-tools',
]);
export type WindowAct = z.infer<typeof windowAct>;
