/** Parts of a host and a server, as logs name them. */
export const areas = [
  'host',
  'replicas',
  'documents',
  'files',
  'settings',
  'sharing',
  'requests',
  'server',
  'session',
  'gateway',
  'replay',
] as const;

export type Area = (typeof areas)[number];

/**
 * Called with errors that only the operator can mend, in words without a text or a secret, and with the area of each.
 */
export type Report = (message: string, area?: Area) => void;

/** Gives a report that names an area, unless the reported error names one itself. */
export const inArea =
  (report: Report, area: Area): Report =>
  (message, own = area) =>
    report(message, own);
