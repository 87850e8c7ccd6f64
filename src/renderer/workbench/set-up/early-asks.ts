/** Part of the editors' table of services that this needs. */
interface Services {
  get(...args: unknown[]): unknown;
  initialize(...args: unknown[]): unknown;
}

/**
 * Turns down whoever asks for a service before the workbench has named its own. The table would give the one of a lone
 * editor, keep to those from then on, and the workbench could not start.
 */
export function guardEarlyAsks(services: Services): void {
  const { get, initialize } = services;
  services.get = () => {
    throw new Error('The services of the workbench do not stand yet.');
  };
  services.initialize = (...overrides) => {
    Object.assign(services, { get, initialize });
    return initialize(...overrides);
  };
}
