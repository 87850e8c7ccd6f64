import type { Feature } from './session/app.ts';

/** Every feature of the app, in the order in which they register. */
export const features: readonly Feature[] = [];
