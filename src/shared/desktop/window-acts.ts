import { z } from 'zod';

/** Acts of any page, also somebody else's, on its own window: those that a browser's frame offers for every page. */
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
