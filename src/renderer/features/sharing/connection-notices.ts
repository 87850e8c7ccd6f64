import type { LinkStatus } from '../../../client/link.ts';
import { strangerWords } from '../../../client/proven-door.ts';
import { hostName } from '../../../shared/capabilities/hosting/known-host.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import { sayWithUnsent, unsentNow } from './keep-unsent.ts';
import { unsentInWords } from './unsent-text.ts';

/** Gap below which nothing is said. */
const silentMs = 3_000;
/** Gap after which the session may well be over: then people should know where their text is. */
const longMs = 120_000;

/** Says whether the session is in the host process of this very window. */
function isOwnHost({ client: { state, person }, isHostWindow }: App): boolean {
  return isHostWindow && state.host?.person === person && state.host.carries === true;
}

/** Says whether this window's person may type: nobody who may not is told that they can. */
function mayType({ client }: App): boolean {
  return replicaMay(client.state, client.replica, 'edit');
}

/** Message about a lost connection: what is out of reach, who must come back, and that typing goes on. */
function lostWords(app: App): string {
  const { state, person } = app.client;
  const host = hostName(state);
  if (isOwnHost(app))
    return 'The host of this folder cannot be reached. You can go on typing: this window goes on by itself when it runs again.';
  if (app.isHostWindow && (state.host === null || state.host.person === person))
    return 'The session server cannot be reached. You can go on typing and saving here; the others get it when it is back.';
  const [who, isBack] =
    host === null || !state.host?.carries
      ? ['The session server', 'it is back']
      : [`${host}, who hosts this session,`, `${host} is back`];
  return mayType(app)
    ? `${who} cannot be reached. You can go on typing: what you type is safe, and goes out by itself when ${isBack}.`
    : `${who} cannot be reached. What you see is from before; this window goes on by itself when ${isBack}.`;
}

/** Tells when the session is out of reach, when it is back, and when it is over. */
export function tellConnection(app: App): void {
  const { workbench, client } = app;
  const { environment } = client.options;
  let timer: object | number | null = null;
  let notice: AbortController | null = null;
  let isStranger = false;

  const later = (run: (signal: AbortSignal) => void, delayMs: number) => {
    timer = environment.setTimer(() => {
      timer = null;
      notice?.abort();
      notice = new AbortController();
      run(notice.signal);
    }, delayMs);
  };
  const stranger = () => {
    if (timer !== null) environment.clearTimer(timer);
    isStranger = true;
    later((signal) => void strangerAnswers(app, signal), 0);
  };
  const lost = (signal: AbortSignal) => {
    void workbench.notifications.show('warning', lostWords(app), { signal });
    later((next) => void longLost(app, next), longMs);
  };
  const quiet = () => {
    if (timer !== null) environment.clearTimer(timer);
    timer = null;
    const wasTold = notice !== null;
    notice?.abort();
    notice = null;
    isStranger = false;
    return wasTold;
  };
  client.events.on('unsafe', ({ message }) => {
    const words = `This browser keeps nothing any more of what you type (${message}). It still goes out to the others; but while you are offline, do not close this window. Free some space on the disk, then reload.`;
    void workbench.notifications.show('warning', words, { sticky: true });
  });
  client.events.on('troubled', ({ message }) => {
    const words = `Something in this window fails again and again (${message}). The session goes on, and what you type is kept; reload this window if it does not show what others do.`;
    void workbench.notifications.show('warning', words, { sticky: true });
  });
  client.events.on('status', (status) => {
    if (status.is === 'online') {
      if (!quiet()) return;
      void client
        .settled()
        .then(() => workbench.notifications.show('info', 'Connected again: what you typed is sent.'))
        .catch(() => undefined);
    } else if (status.is === 'ended') {
      quiet();
      void ended(app, status);
    } else if (status.is === 'offline' && status.message === strangerWords) {
      if (!isStranger) stranger();
    } else if (timer === null && notice === null) later(lost, silentMs);
  });
}

/** Asks the person to look: the host runs under another address, or another program has its port. */
async function strangerAnswers(app: App, signal: AbortSignal): Promise<void> {
  const safe = unsentInWords(
    unsentNow(app),
    'It is kept in this browser, and goes out once this window is closed and the new address is open.',
  );
  await sayWithUnsent(app, `${strangerWords} ${safe}`, [], signal);
}

/** Says both, since nobody can tell whether it is over or only away, and that no typed text is gone. */
async function longLost(app: App, signal: AbortSignal): Promise<void> {
  const { host } = app.client.state;
  const name = hostName(app.client.state);
  const who = host?.carries && name !== null ? `${name}, who hosts it, away` : 'its server away';
  const message = isOwnHost(app)
    ? 'The host of this folder still cannot be reached: if it does not run, start it again. Ensemble goes on trying, and you can go on typing.'
    : `The session still cannot be reached: it may be over, or ${who}. Ensemble goes on trying${mayType(app) ? ', and you can go on typing' : ''}.`;
  const safe = unsentInWords(
    unsentNow(app),
    'It is kept in this browser and goes out when the session is back; you can also save it as a file.',
  );
  await sayWithUnsent(app, `${message} ${safe}`, [], signal);
}

const again: Partial<Record<string, string>> = { disconnected: 'Open Again' };

/** Ends the session for this window: nothing can be changed any more, and unsent text can be taken along. */
async function ended(app: App, { code, message }: Extract<LinkStatus, { is: 'ended' }>): Promise<void> {
  const safe = unsentInWords(unsentNow(app), 'It is only in this window: save it as a file if you need it.');
  // Text by text: a folder that turns read-only is listed again by the explorer, and there is nobody left to ask.
  app.workbench.models.onModelOpened((model) => model.setReadOnly(`${message} This window shows how it was.`));
  const reload = app.isHostWindow ? 'Reload' : (again[code] ?? 'Back to the Join Page');
  if ((await sayWithUnsent(app, `${message} ${safe}`, [reload])) === reload) location.reload();
}
