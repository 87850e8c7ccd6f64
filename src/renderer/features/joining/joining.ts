import type { LinkStatus } from '../../../client/link.ts';
import type { SessionClient } from '../../../client/session-client.ts';
import { type Address, hasTicket } from '../../session/address.ts';
import { linkThere } from '../../session/luggage.ts';
import { knownName, rememberName } from '../../session/own-name.ts';
import type { WindowSession } from '../../session/session.ts';
import { type DoorView, lookThroughDoor } from './door.ts';
import { JoinPage } from './join-page.ts';
import { forgetJoined, forgetRemoved, rememberJoined, rememberRemoved, wasJoined, wasRemoved } from './memory.ts';
import { endWords, progressWords } from './outcomes.ts';

export { showNowherePage } from './nowhere-page.ts';

type GuestAddress = Extract<Address, { is: 'guest' }>;
type Invited = GuestAddress & { invite: string };

const removedWords =
  'The host has removed you from this session. If you ask to come back, the host is told that it is you.';

/** Duration above which a wait is shown. */
const unsaidMs = 300;

/**
 * Lets a guest in: shows the session behind the link, asks for a name, connects, and waits for the host. `loadBehind`
 * is called once everything that is shown before has arrived.
 */
export async function joinAsGuest(
  container: HTMLElement,
  address: GuestAddress,
  open: (name: string) => Promise<WindowSession>,
  loadBehind: () => void,
): Promise<WindowSession> {
  const page = new JoinPage(container);
  // From here on this page shows the status.
  document.getElementById('status')?.replaceChildren();
  if (wasRemoved(address.session)) await sayRemoved(page, address);
  for (;;) {
    const name = await chooseName(page, address, loadBehind);
    loadBehind();
    rememberName(name);
    page.say('Connecting…');
    const session = await open(name);
    const end = await enter(page, session.client, address.session);
    if (end === null) {
      rememberJoined(address.session);
      session.client.events.on('status', (status) => {
        if (status.is === 'ended' && status.code === 'removed') rememberRemoved(address.session);
      });
      page.close();
      return session;
    }
    forgetJoined(address.session);
    const { title, text, button } = endWords(end, address.invite !== null);
    await page.fail(title, text, button);
  }
}

/** Says that the host has removed me, until I want to ask again. */
async function sayRemoved(page: JoinPage, { session, invite }: GuestAddress): Promise<void> {
  const { title, text, button } = endWords({ code: 'removed', message: removedWords }, invite !== null);
  await page.fail(title, text, button);
  forgetRemoved(session);
  forgetJoined(session);
}

/** Chooses the guest's name: that of before for a person who was in this tab; everybody else sees the door first. */
async function chooseName(page: JoinPage, address: GuestAddress, loadBehind: () => void): Promise<string> {
  const known = knownName();
  if (known !== '' && wasJoined(address.session)) return known;
  const { invite } = address;
  // The door shows the session to an invite only; a person who comes back is known to the server by their ticket.
  if (invite === null) return known || 'Guest';
  const view = await showDoor(page, { ...address, invite });
  if (view === null) return known;
  const name = page.askName(view, known);
  loadBehind();
  return name;
}

/** Gives the door's view; null where only the server can say whether somebody it knows may come back. */
async function showDoor(page: JoinPage, address: Invited): Promise<DoorView | null> {
  for (;;) {
    const timer = setTimeout(() => page.say('Looking up the invite…'), unsaidMs);
    const door = await lookThroughDoor(address);
    clearTimeout(timer);
    if (door.is === 'seen' && door.view.open) return door.view;
    if (door.is === 'moved') return goThere(page, address, door);
    if (door.is === 'seen') {
      const text = 'Nobody can join it at the moment: ask its host to share it again.';
      await page.fail(`${door.view.folder} is not shared now`, text, 'Try again');
    } else if (door.is === 'unreachable') {
      const text = 'The server cannot be reached. Is the host still sharing, and are you in the same network?';
      await page.fail('Nobody answers', text, 'Retry');
    } else {
      if (hasTicket(address.session) && knownName() !== '') return null;
      await page.fail('This link does not open anything', door.message, 'Try again');
    }
  }
}

/** Goes to the server that has the session now: its page there goes on with the same invite, or the member's ticket. */
async function goThere(
  page: JoinPage,
  { session, invite }: Invited,
  place: { origin: string; pin: string | null },
): Promise<never> {
  page.say('This session has moved; going there…');
  location.assign(linkThere(place, { session, invite, unsent: [] }));
  return new Promise(() => undefined);
}

/** Shows the progress of the connection. Resolves to null when I am in, or to how it ended. */
function enter(
  page: JoinPage,
  client: SessionClient,
  session: string,
): Promise<Extract<LinkStatus, { is: 'ended' }> | null> {
  const cancel = () => {
    // Otherwise the page would go back in without asking, and so ask to join anew.
    forgetJoined(session);
    location.reload();
  };
  return new Promise((resolve) => {
    const note = (status: LinkStatus) => {
      if (status.is === 'ended') done(status);
      else page.say(progressWords(status));
      // The request ends with the connection; the page asks for the name again.
      if (status.is === 'waiting') page.wait(cancel);
      if (status.is === 'online') done(null);
    };
    const stop = client.events.on('status', note);
    const done = (end: Extract<LinkStatus, { is: 'ended' }> | null) => {
      stop();
      resolve(end);
    };
    note(client.status);
  });
}
