let isUnloading = false;

/** Whether the page is being left: the workbench then ends every terminal, which are to outlive it. */
export const isPageUnloading = (): boolean => isUnloading;

/** Notes that the page is left. Call it before the services start: later the workbench hears of it first. */
export function watchUnloading(): void {
  addEventListener('beforeunload', () => {
    isUnloading = true;
    // A person may stay after all: then everything goes on as before.
    setTimeout(() => requestIdleCallback(() => setTimeout(() => (isUnloading = false), 2_000)));
  });
}
