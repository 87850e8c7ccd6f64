import { everybodysRoom } from '../../../shared/capabilities/chat/chat-state.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { Entry } from '../../../shared/core/entry.ts';
import { readBody } from '../../../shared/session/table.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import type { App } from '../../session/app.ts';
import { isBusyAnywhere } from '../../session/busy-windows.ts';
import { type NewsSort, onNews, type ToldNews, tellNews } from '../../session/news.ts';
import { DesktopNotices } from './desktop-notices.ts';
import { tellingOf } from './rules.ts';
import { declareSettings, keyOf, urgentKey } from './settings.ts';

/** News in words, with the command to which they lead. */
interface Told extends Omit<ToldNews, 'atMs' | 'open'> {
  open: string;
  /** Arguments of that command. */
  with?: readonly unknown[];
}

/** Age above which an entry is the past, that is read in its view, and no news. */
const newsMs = 30_000;

/** Tells this window's person what others do: in the workbench, or on the desktop, as they want it. */
export function notifications(app: App): void {
  const { workbench, session, client } = app;
  const desktop = new DesktopNotices(app);
  declareSettings(app);
  const category = 'Ensemble';
  workbench.commands.register({
    id: 'ensemble.notifications.desktopOn',
    title: 'Turn On Desktop Notifications',
    category,
    run: () => desktop.turnOn(),
  });
  workbench.commands.register({
    id: 'ensemble.notifications.desktopOff',
    title: 'Turn Off Desktop Notifications',
    category,
    run: () => desktop.turnOff(),
  });
  const isOn = (sort: NewsSort) => workbench.configuration.get(keyOf(sort)) !== false;
  const isBusy = () => isBusyAnywhere(session.state, session.person);
  const tell = (told: ToldNews) => {
    const { words, view, open, button, isUrgent } = told;
    const telling = tellingOf(told, {
      isOn,
      isBusy: isBusy(),
      urgentBreaksThrough: workbench.configuration.get(urgentKey) === true,
      mayTellDesktop: desktop.areOn,
      isHere: document.hasFocus(),
      isInView: view !== null && workbench.views.isVisible(view),
    });
    if (telling === 'screen-reader') workbench.notifications.announce(words);
    else if (telling === 'quiet') workbench.notifications.status(words);
    else if (telling === 'desktop') desktop.show('Ensemble', words, told.sort, open);
    if (telling !== 'notification' && telling !== 'desktop' && telling !== 'centre') return;
    // A person who comes back from the desktop finds it among the others, without it coming up again.
    const options = { buttons: [button], silent: telling !== 'notification', urgent: isUrgent };
    void workbench.notifications
      .show(isUrgent ? 'warning' : 'info', words, options)
      .then((chosen) => chosen !== undefined && open());
  };
  let isReady = false;
  void workbench.ready.then(() => {
    isReady = true;
  });
  onNews((news) => {
    if (isReady && session.nowMs() - news.atMs <= newsMs) tell(news);
  });
  client.events.on('entry', (entry) => {
    if (!isReady || session.nowMs() - entry.at > newsMs) return;
    const told = newsOf(app, entry);
    if (told === null) return;
    const { open, with: given = [], ...news } = told;
    const show = () => void workbench.commands.execute(open, ...given).catch(() => undefined);
    tellNews({ ...news, atMs: entry.at, open: show });
  });
  let wasBusy = false;
  client.events.on('state', () => {
    if (isBusy() === wasBusy) return;
    wasBusy = !wasBusy;
    workbench.notifications.silence(wasBusy);
  });
}

const people = { view: 'ensemble.people', open: 'ensemble.people.focus', button: 'Show People' };
const room = { view: 'ensemble.chat', open: 'ensemble.chat.show', button: 'Open Chat' };

/** Gives the news that an entry is to this window's person; null for none. */
function newsOf(app: App, entry: Entry): Told | null {
  const { session } = app;
  const by = session.state.replicas[entry.by]?.person ?? null;
  const nameOf = (person: string | null) => (person && shownName(session.state, person)) || 'Somebody';
  switch (entry.kind) {
    case 'chat.posted': {
      const body = readBody('chat.posted', entry.body);
      if (!body || entry.ref !== everybodysRoom || by === session.person) return null;
      const isForMe = session.person !== null && body.mentions.includes(session.person);
      const words = beginningOf(body.words) || 'sent a file';
      const said = isForMe ? `${nameOf(by)} mentions you: ${words}` : `${nameOf(by)}: ${words}`;
      return { ...room, sort: isForMe ? 'mentions' : 'messages', isUrgent: body.priority === 'urgent', words: said };
    }
    case 'direct.posted': {
      const body = readBody('direct.posted', entry.body);
      if (!body || by === session.person) return null;
      const words = `${nameOf(by)} to you alone: ${beginningOf(body.words) || 'sent a file'}`;
      const open = { ...room, open: 'ensemble.chat.message', with: [by] };
      return { ...open, sort: 'mentions', isUrgent: body.priority === 'urgent', words };
    }
    case 'participant.admitted': {
      const person = readBody('participant.admitted', entry.body)?.person ?? null;
      if (person === session.person || person === null) return null;
      return { ...people, sort: 'joins', isUrgent: false, words: `${nameOf(person)} came in.` };
    }
    case 'participant.requested': {
      const body = readBody('participant.requested', entry.body);
      if (!body || document.hasFocus()) return null;
      return { ...people, sort: 'joinRequests', isUrgent: false, words: `${nameOf(body.person)} asks to join.` };
    }
    case 'recording.started':
      if (by === session.person) return null;
      return { ...people, sort: 'recordings', isUrgent: false, words: `${nameOf(by)} began to record.` };
    default:
      return null;
  }
}
