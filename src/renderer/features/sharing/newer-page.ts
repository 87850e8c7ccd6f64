import type { App } from '../../session/app.ts';

/**
 * Says whether the page is served from another build than this window's: files that it still has to load may be gone.
 */
async function isOutdated(): Promise<boolean> {
  const own = document.querySelector<HTMLScriptElement>('script[type="module"][src]');
  if (own === null) return false;
  const answer = await fetch(location.pathname, { cache: 'no-store' });
  // The build names its files by their content.
  return answer.ok && !(await answer.text()).includes(new URL(own.src).pathname);
}

/** Tells when a host that was away came back as another version of Ensemble. */
export function tellNewerPage({ client, workbench }: App): void {
  let wasLost = false;
  let isTold = false;
  const check = async () => {
    if (isTold || !(await isOutdated().catch(() => false))) return;
    isTold = true;
    const message =
      'Ensemble was updated while this window was open. Reload the window to use the new version; what you typed stays.';
    const buttons = ['Reload'] as const;
    const chosen = await workbench.notifications.show('info', message, { buttons, sticky: true });
    if (chosen === 'Reload') location.reload();
  };
  client.events.on('status', ({ is }) => {
    if (is === 'online' && wasLost) void check();
    wasLost = is !== 'online';
  });
}
