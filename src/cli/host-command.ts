import { spawn } from 'node:child_process';
import { existsSync, realpathSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { FolderHost } from '../main/host/folder-host.ts';
import type { Host } from '../main/host/host.ts';
import { runningHostOf } from '../main/machine/host-lock.ts';
import { adoptLoginEnvironment } from '../main/machine/login-environment.ts';
import { ensembleHome, stateFolderOf } from '../main/machine/state-folder.ts';
import { EnsembleError } from '../shared/core/errors.ts';
import { id } from '../shared/core/ids.ts';
import type { HostMessage } from '../shared/desktop/host-messages.ts';
import { parseServerLink, type ServerLink } from '../shared/server-link.ts';
import type { Command } from './command.ts';
import { openInBrowser } from './open-browser.ts';
import { output } from './output.ts';
import { ownNodeEnvironment } from './own-node.ts';
import { builtPages } from './pages.ts';
import { askedToEnd } from './signals.ts';
import { StructuredLog } from './structured-log.ts';

/** Gives the address of another folder's host: the running one's, or that of a new process, which ends with this one. */
async function startAnother(folder: string): Promise<string> {
  const running = runningHostOf(folder);
  if (running && running.url !== '') return running.url;
  const args = [
    join(import.meta.dirname, import.meta.filename.endsWith('.ts') ? 'ensemble.ts' : 'ensemble.js'),
    'host',
    folder,
    '--port',
    '0',
    '--no-open',
  ];
  const child = spawn(process.execPath, args, {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    env: ownNodeEnvironment(),
  });
  return new Promise((resolveUrl, reject) => {
    let printed = '';
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      printed += chunk;
      const url = /^ready: (\S+)$/m.exec(printed)?.[1];
      if (url) resolveUrl(url);
    });
    child.once('exit', () => reject(new EnsembleError('internal', `${folder} could not be opened.`)));
    child.once('error', reject);
  });
}

/** Tells the app that supervises this host, if one does. */
function report(message: HostMessage): void {
  process.send?.(message);
}

/** Tells the app how many guests are in. */
function tellGuests(host: Host): void {
  let told = -1;
  host.client.events.on('state', () => {
    if (host.guestCount === told) return;
    told = host.guestCount;
    report({ type: 'sharing', guests: told });
  });
}

/** Reads the server that was asked for, and the session there. */
function serverOf({ server, session }: Record<string, string | boolean | undefined>): ServerLink | null {
  if (server === undefined) return null;
  const link = parseServerLink(server as string);
  if (session === undefined) return link;
  const parsed = id.safeParse(session);
  if (!parsed.success) throw new EnsembleError('bad-request', 'A session is named by 22 letters and digits.');
  return { ...link, session: parsed.data };
}

/** Path of the log of a folder's host, in the folder's state. */
function hostLogPath(folder: string): string {
  return join(stateFolderOf(existsSync(folder) ? realpathSync(folder) : folder, ensembleHome()), 'host.log');
}

/** Opens a window in the browser; says what to do where none comes. */
function openOrSay(url: string, isJson: boolean): void {
  try {
    openInBrowser(url);
    if (isJson) return;
    output.line('Your browser opens it now. If it does not, open the address above in it yourself.');
  } catch (thrown) {
    output.problem(`No browser was opened (${(thrown as Error).message}): open the address above in it yourself.`);
  }
}

/** `ensemble host FOLDER`. */
export const hostCommand: Command = {
  async run([folder = '.'], values) {
    const isJson = values.json === true;
    const port = Number(values.port);
    if (!Number.isInteger(port) || port < 0 || port > 65535)
      throw new EnsembleError('bad-request', 'A port is a number from 0 to 65535.');
    const role = (['editor', 'reviewer', 'viewer'] as const).find((known) => known === values.role);
    if (!role) throw new EnsembleError('bad-request', 'Guests are editor, reviewer or viewer.');
    const opens = values.open === true && values['no-open'] !== true;
    const running = opens ? runningHostOf(resolve(folder)) : null;
    if (running) {
      if (!isJson) output.line('This folder is open in Ensemble already: here is another window of it.');
      output.told(isJson, `ready: ${running.url}`, { event: 'ready', url: running.url });
      openOrSay(running.url, isJson);
      return 0;
    }
    if (process.env.ENSEMBLE_LOGIN_SHELL) {
      delete process.env.ENSEMBLE_LOGIN_SHELL;
      void adoptLoginEnvironment();
    }
    const log = StructuredLog.at(hostLogPath(resolve(folder)));
    const folderHost = await FolderHost.start(
      {
        folder: resolve(folder),
        port,
        newAddress: values['new-address'] === true,
        pages: builtPages(),
        server: serverOf(values),
        takesOver: values['take-over'] === true,
        publicAddress: (values.address as string | undefined) ?? null,
        openFolder: startAnother,
        report: log.report('host'),
      },
      tellGuests,
    ).catch((thrown: unknown) => {
      if (thrown instanceof EnsembleError) report({ type: 'failed', code: thrown.code, message: thrown.message });
      throw thrown;
    });
    const { host } = folderHost;
    log.write('info', 'host', 'started', { node: process.version });
    const ended = askedToEnd();
    if (values.share) {
      await host.entered;
      const caller = { person: '', replica: '', isOwner: true, rights: new Set<never>() };
      const open = host.sharing.handlers()['sharing.open'];
      const { link } = await open(
        { admitEveryone: values['admit-everyone'] === true, admitKnown: values['admit-known'] === true, role },
        caller,
        new AbortController().signal,
      );
      output.told(isJson, `invite: ${link}`, { event: 'invite', link });
      log.write('info', 'sharing', 'open for guests', { role, admitsEveryone: values['admit-everyone'] === true });
    }
    output.told(isJson, `ready: ${host.url}`, { event: 'ready', url: host.url });
    if (opens) openOrSay(host.url, isJson);
    await ended;
    await folderHost.close();
    log.write('info', 'host', 'ended');
    return 0;
  },
};
