import { plainWords } from '../shared/text/shown.ts';
import { loadCode } from './code.ts';
import { type Address, readAddress } from './session/address.ts';
import { unpackLuggage } from './session/luggage.ts';
import { folderOf, openSession, type WindowSession } from './session/session.ts';

const status = document.getElementById('status');
const app = document.getElementById('app') ?? document.body;

/** Shows the page's first lines at once, while the workbench (megabytes of script) is on its way. */
function say(message: string): void {
  if (status !== null) status.textContent = plainWords(message);
}

async function begin(): Promise<void> {
  await unpackLuggage(location);
  const address = readAddress(location);
  addEventListener('hashchange', () => location.reload());
  if (address.is === 'nowhere') {
    const { showNowherePage } = await import('./features/joining/joining.ts');
    await showNowherePage(app);
    return;
  }
  say('Starting Ensemble…');
  let session: WindowSession;
  if (address.is !== 'guest') {
    session = await openSession(address, 'Host');
    session.client.events.on('status', (now) => say('message' in now ? now.message : 'Connecting to the session…'));
  } else {
    const { joinAsGuest } = await import('./features/joining/joining.ts');
    // A failure to load is reported once the code is needed.
    const loadBehind = () => void loadCode().catch(() => undefined);
    session = await joinAsGuest(app, address, (name) => openSession(address, name), loadBehind);
  }
  const folder = await nameOfFolder(address, session).catch((thrown: unknown) => sayVoid(address, thrown));
  say('Opening the folder…');
  const [{ openWorkbench }, ...parts] = await loadCode();
  await openWorkbench({ container: app, folder, root: address.is === 'host' ? address.root : null }, session, parts);
  status?.remove();
}

async function nameOfFolder(address: Address, session: WindowSession): Promise<string> {
  if (address.is === 'replay') return `${address.folder} (recording)`;
  const name = await folderOf(session, address.is === 'host');
  return address.is === 'watch' ? `${name} (recording)` : name;
}

/** Shows that a link to a recording leads nowhere; every other failure goes on. */
async function sayVoid(address: Address, thrown: unknown): Promise<never> {
  if (address.is !== 'watch') throw thrown;
  const { showNowherePage } = await import('./features/joining/joining.ts');
  status?.replaceChildren();
  const text = String((thrown as Error | undefined)?.message ?? thrown);
  return showNowherePage(app, { title: 'This recording cannot be watched', text });
}

begin().catch((thrown: unknown) => {
  say(`Ensemble could not start: ${String((thrown as Error | undefined)?.message ?? thrown)}`);
  console.error(thrown);
});
