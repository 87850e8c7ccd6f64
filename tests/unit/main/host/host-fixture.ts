import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { onTestFinished } from 'vitest';
import type { SessionClient } from '../../../../src/client/session-client.ts';
import type { TextDocument } from '../../../../src/client/text-document.ts';
import { Host, type HostOptions } from '../../../../src/main/host/host.ts';
import { roleRights } from '../../../../src/shared/core/rights.ts';
import { enter, guestClient } from '../../../lib/guest-client.ts';
import { type OwnWindow, ownWindow } from '../../../lib/own-window.ts';

/** A real folder with a memory of its own for its hosts, gone again after the test. */
export class SharedFolder {
  readonly #base = realpathSync(mkdtempSync(join(tmpdir(), 'ensemble-host-')));
  readonly folder = join(this.#base, 'project');
  readonly home = join(this.#base, 'home');
  readonly reports: string[] = [];

  constructor(files: Record<string, string> = {}) {
    onTestFinished(() => rmSync(this.#base, { recursive: true, force: true }));
    mkdirSync(this.folder);
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  /** Writes a file as another program would; `..` leads beside the folder. */
  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** A running host of the folder, which the end of the test closes if nobody has. */
  host(options: Partial<HostOptions> = {}): Promise<OpenHost> {
    const { folder, home, reports } = this;
    return hostOf(folder, home, { report: (message) => void reports.push(message), ...options });
  }
}

/** Starts a host of a folder in the process of the test, which the end of the test closes if nobody has. */
export async function hostOf(folder: string, home: string, options: Partial<HostOptions> = {}): Promise<OpenHost> {
  const plain = { port: 0, pages: null, publicAddress: '127.0.0.1', openFolder: async () => '' };
  return new OpenHost(await Host.start({ folder, home, ...plain, report: () => undefined, ...options }));
}

/** A host in the process of the test. */
export class OpenHost {
  readonly host: Host;
  #closing: Promise<void> | null = null;

  constructor(host: Host) {
    this.host = host;
    onTestFinished(() => this.close());
  }

  close(): Promise<void> {
    this.#closing ??= this.host.close();
    return this.#closing;
  }

  /** Opens the guests' door for everyone, as the owner. */
  async share(role: 'editor' | 'viewer' = 'editor'): Promise<string> {
    const owner = { person: '', replica: '', isOwner: true, rights: roleRights.owner };
    const open = this.host.sharing.handlers()['sharing.open'];
    const { link } = await open({ admitEveryone: true, role }, owner, new AbortController().signal);
    return link;
  }
}

/** A guest over real sockets, or an agent of one, who leaves when the test ends. */
export async function guestOf(
  link: string,
  name = 'Guest',
  purpose: 'window' | 'agent' = 'window',
): Promise<SessionClient> {
  const client = guestClient(link, name, purpose);
  onTestFinished(() => client.leave());
  await enter(client);
  return client;
}

/** Resolves once a text is as wanted. */
export function textBecomes(document: TextDocument, wanted: (text: string) => boolean): Promise<void> {
  if (wanted(document.toString())) return Promise.resolve();
  return new Promise((resolve) => {
    const stop = document.onChange(() => {
      if (!wanted(document.toString())) return;
      stop();
      resolve();
    });
  });
}

/** The host's own window, by the address that the host prints. */
export async function windowOf(url: string, joins = true): Promise<OwnWindow> {
  const window = await ownWindow(url, joins);
  onTestFinished(() => window.client.leave());
  return window;
}
