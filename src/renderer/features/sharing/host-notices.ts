import { hostName, isHostHere } from '../../../shared/capabilities/hosting/known-host.ts';
import type { App } from '../../session/app.ts';

/** Absence below which a host is only starting again. */
const silentMs = 3_000;

/** Tells when the host of a session that goes on without it is away, when it is back, and when another takes over. */
export function tellHost({ workbench, client, workspace, isHostWindow }: App): void {
  const { environment } = client.options;
  let timer: object | number | null = null;
  let notice: AbortController | null = null;
  let person = client.state.host?.person ?? null;

  const away = () => {
    timer = null;
    const { status, state } = client;
    if (status.is !== 'online' || isHostHere(state)) return;
    notice = new AbortController();
    const name = hostName(state) ?? 'The host';
    const words = `${name}, who hosts this folder, is away. You can go on editing what is open; opening other files and saving wait until ${name} is back.`;
    void workbench.notifications.show('warning', words, { signal: notice.signal });
  };
  const back = () => {
    if (timer !== null) environment.clearTimer(timer);
    timer = null;
    notice?.abort();
    if (notice && client.status.is === 'online')
      void workbench.notifications.show('info', `${hostName(client.state)} is back.`);
    notice = null;
  };
  const takenOver = async () => {
    const { host } = client.state;
    const before = person;
    person = host?.person ?? null;
    if (before === null || person === before) return;
    const name = hostName(client.state);
    if (before !== client.person) {
      const words = person === client.person ? 'You host this session now.' : `${name} hosts this session now.`;
      return workbench.notifications.show('info', words);
    }
    // Only the machine of the former host knows its drafts.
    const kept = isHostWindow ? await workspace.request('hosting.describe', {}).catch(() => null) : null;
    const draft = kept?.draft ? ` Your folder’s uncommitted work is kept as a draft: ${kept.draft}.` : '';
    const words = `${name} hosts this session now. Your folder stays as it is, and this window goes on as a guest’s.${draft}`;
    return workbench.notifications.show('info', words, { sticky: true });
  };
  const update = () => {
    if (client.state.host?.person !== person) void takenOver();
    if (client.status.is !== 'online' || isHostHere(client.state)) back();
    else if (timer === null && notice === null) timer = environment.setTimer(away, silentMs);
  };
  client.events.on('state', update);
  client.events.on('status', update);
  update();
}
