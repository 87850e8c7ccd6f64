import type { LinkStatus } from '../../../client/link.ts';
import type { App } from '../../session/app.ts';
import { asFile, unsentTexts } from './unsent-text.ts';

/** A gap that is shorter is not worth a word. */
const silentMs = 3_000;

/** Says when the session is out of reach, when it is back, and when it is over. */
export function tellConnection(app: App): void {
  const { workbench, client } = app;
  const { environment } = client.options;
  let timer: object | number | null = null;
  let notice: AbortController | null = null;

  const lost = () => {
    timer = null;
    notice = new AbortController();
    void workbench.notifications.show('warning', 'The session cannot be reached. You can go on typing.', {
      signal: notice.signal,
    });
  };
  const back = () => {
    if (timer !== null) environment.clearTimer(timer);
    timer = null;
    if (notice === null) return;
    notice.abort();
    notice = null;
    void client.settled().then(() => workbench.notifications.show('info', 'Connected again: what you typed is sent.'));
  };
  client.events.on('status', (status) => {
    if (status.is === 'online') back();
    else if (status.is === 'ended') {
      if (timer !== null) environment.clearTimer(timer);
      notice?.abort();
      void ended(app, status);
    } else if (timer === null && notice === null) timer = environment.setTimer(lost, silentMs);
  });
}

const again: Partial<Record<string, string>> = { removed: 'Ask to Join Again', disconnected: 'Open Again' };

/** The end of the session for this window: nothing can be changed any more, and what was not sent can be taken along. */
async function ended(
  { workbench, client, isHostWindow }: App,
  { code, message }: Extract<LinkStatus, { is: 'ended' }>,
) {
  client.documents.flush();
  const isWaitingOn = (ref: string) => client.isWaitingOn(ref);
  const unsent = unsentTexts({ documents: client.documents, state: client.state, isWaitingOn });
  // Text by text: a folder that turns read-only is listed again by the explorer, and there is nobody left to ask.
  workbench.models.onModelOpened((model) => model.setReadOnly(`${message} This window shows how it was.`));
  const safe =
    unsent.length === 0
      ? 'All that you typed was sent.'
      : `What you typed last in ${unsent.map(({ name }) => name).join(', ')} was not sent: save it if you need it.`;
  const reload = isHostWindow ? 'Reload' : (again[code] ?? 'Back to the Door');
  const buttons = unsent.length === 0 ? ([reload] as const) : (['Save My Text', 'Copy My Text', reload] as const);
  for (;;) {
    const chosen = await workbench.notifications.show('warning', `${message} ${safe}`, { buttons, sticky: true });
    if (chosen === undefined) return;
    if (chosen === reload) return location.reload();
    const { name, content } = asFile(unsent);
    if (chosen === 'Copy My Text') await workbench.copyText(content);
    else workbench.dialogs.download(name, new TextEncoder().encode(content), 'text/plain');
  }
}
