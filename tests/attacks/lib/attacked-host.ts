import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Role } from '../../../src/shared/core/rights.ts';
import { EnsembleProcess } from '../../e2e/lib/ensemble-process.ts';
import { HonestTypist } from './honest-typist.ts';
import { plantFolder } from './planted-folder.ts';
import { type HelloFields, RawClient } from './raw-client.ts';

/** The parts of an address that follow its `#`. */
const partsOf = (address: string) => Object.fromEntries(new URLSearchParams(new URL(address).hash.slice(1)));

/** Surroundings of a host beside its folder: further environment, and files of Ensemble's own folder. */
interface Surroundings {
  env?: NodeJS.ProcessEnv;
  files?: Readonly<Record<string, string>>;
}

/** Environment of a host that one of the mutants breaks; nothing where none is asked for. */
function brokenOnPurpose(): NodeJS.ProcessEnv {
  if (!process.env.ENSEMBLE_MUTANT) return {};
  return { NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, 'break-server.ts'))}` };
}

/** A real host of a folder with secrets in it, with its owner's window, two honest guests and room for others. */
export class AttackedHost {
  readonly folder: string;
  readonly outside: string;
  readonly home: string;
  url = '';
  link = '';
  /** The owner's own connection, by the private door. */
  owner!: RawClient;
  /** The replica that takes requests. */
  host = '';
  readonly #process = new EnsembleProcess();
  readonly #clients: RawClient[] = [];
  #writer!: HonestTypist;
  #reader!: HonestTypist;
  #args: string[] = [];
  #env: NodeJS.ProcessEnv = {};

  private constructor(folder: string, outside: string, home: string) {
    this.folder = folder;
    this.outside = outside;
    this.home = home;
  }

  /** Starts a host whose door stands open for editors. */
  static async start(share = ['--admit-everyone'], { env = {}, files = {} }: Surroundings = {}): Promise<AttackedHost> {
    const { folder, outside } = await plantFolder();
    const host = new AttackedHost(folder, outside, await mkdtemp(join(tmpdir(), 'ensemble-home-')));
    host.#args = ['host', folder, '--port', '0', '--no-open', '--share', '--address', '127.0.0.1', ...share];
    host.#env = env;
    for (const [name, text] of Object.entries(files)) await writeFile(join(host.home, name), text, { mode: 0o600 });
    try {
      await host.#begin();
    } catch (error) {
      await host.close();
      throw error;
    }
    return host;
  }

  async #begin(): Promise<void> {
    await this.#process.start(this.#args, this.home, { ...this.#env, ...brokenOnPurpose() });
    this.url = this.#process.printed('ready')!;
    this.link = this.#process.printed('invite')!;
    this.owner = await this.ownersWindow();
    this.host = (this.owner.keyframe!.host as { replica: string }).replica;
    this.#writer = await HonestTypist.join(await this.guest('editor', { name: 'Writer' }), this.host, 'README.md');
    this.#reader = await HonestTypist.join(await this.guest('editor', { name: 'Reader' }), this.host, 'README.md');
  }

  /** The document in which the honest guests type. */
  get readme(): string {
    return this.#writer.ref;
  }

  get term(): number {
    return (this.owner.keyframe!.host as { term: number }).term;
  }

  /** The replicas of which the owner was told when they came. */
  get replicas(): Record<string, { purpose: string; person: string }> {
    return this.owner.keyframe!.replicas as Record<string, { purpose: string; person: string }>;
  }

  /** The replica of who hosts now, by what an honest guest heard last. */
  get replicaOfHost(): string {
    const claims = this.witness.entries.filter(([, , , , , kind]) => kind === 'host.claimed');
    return claims.at(-1)?.[2] ?? this.host;
  }

  /** Ends the host by force and starts it again on the same folder, with its log as it was. */
  async restart(): Promise<void> {
    await this.#process.end('SIGKILL');
    await this.#begin();
  }

  /** Does something while the host does not run, and starts it again. */
  async meanwhileEnded<T>(act: () => Promise<T>): Promise<T> {
    await this.#process.end('SIGTERM');
    const done = await act();
    await this.#begin();
    return done;
  }

  /** Times a key of one honest guest until it reaches another. */
  async keyMs(): Promise<number> {
    await this.#writer.rests();
    const beganMs = performance.now();
    await this.#reader.hears(await this.#writer.types());
    return performance.now() - beganMs;
  }

  /** Everything that the host's process has printed, as a terminal gets it. */
  get output(): string {
    return this.#process.output;
  }

  get pid(): number {
    return this.#process.pid;
  }

  get session(): string {
    return partsOf(this.link).session!;
  }

  get invite(): string {
    return partsOf(this.link).invite!;
  }

  get guestOrigin(): string {
    return new URL(this.link).origin;
  }

  get ownerOrigin(): string {
    return new URL(this.url).origin;
  }

  /** The greeting of the owner's own windows when they connect. */
  get ownerData(): Record<string, string> {
    const { person, token } = partsOf(this.url);
    return { session: this.session, channel: 'session', person: person!, token: token! };
  }

  /** Another window of the owner, welcomed. */
  async ownersWindow(): Promise<RawClient> {
    const window = this.#noted(await RawClient.open(this.ownerOrigin, this.ownerData));
    await window.hello({ purpose: 'window', name: 'Owner' });
    await window.handled();
    return window;
  }

  /** A connection at the guests' door that has said nothing yet. */
  async stranger(data: Record<string, unknown> = {}): Promise<RawClient> {
    return this.#noted(await RawClient.open(this.guestOrigin, { session: this.session, channel: 'session', ...data }));
  }

  /** A guest of any role, welcomed, with a window. */
  async guest(role: Role, hello: Partial<HelloFields> = {}): Promise<RawClient> {
    const guest = await this.stranger();
    const first = await guest.hello({ invite: this.invite, purpose: 'window', name: `The ${role}`, ...hello });
    if (first.t !== 'welcome') throw new Error(`not let in: ${JSON.stringify(first)}`);
    await guest.handled();
    if (role !== first.welcome.role) await this.give(guest, role);
    return guest;
  }

  /** Another connection of a guest, in place of the one before unless it says another replica. */
  async again(guest: RawClient, hello: Partial<HelloFields> = {}): Promise<RawClient> {
    const window = await this.stranger();
    window.ticket = guest.ticket;
    const first = await window.hello({ purpose: 'window', name: 'Again', replica: guest.replica, ...hello });
    if (first.t !== 'welcome') throw new Error(`not let in again: ${JSON.stringify(first)}`);
    return window;
  }

  /** Gives a guest a role, and waits until they have heard of it. */
  async give(guest: RawClient, role: Role): Promise<void> {
    const { person } = guest.welcome!;
    const from = guest.frames.length;
    const said = await this.owner.verdict('role.changed', { person, role });
    if (said !== 'taken') throw new Error(`the role was not given: ${said}`);
    await guest.until((frame) => {
      return 'entries' in frame && frame.entries.some((entry) => entry[5] === 'role.changed') ? true : undefined;
    }, from);
  }

  /** Shows that an honest guest is still heard by another, and that the host still answers and runs. */
  async goesOn(): Promise<void> {
    process.kill(this.pid, 0);
    await this.#reader.hears(await this.#writer.types());
    const answer = await this.#reader.client.request('files.stat', { path: 'README.md' }, this.host);
    if (!answer.result) throw new Error(`the host does not answer: ${JSON.stringify(answer)}`);
  }

  /** Resolves once an honest guest has this word in the text of README.md. */
  hears(word: string): Promise<void> {
    return this.#reader.hears(word);
  }

  /** Everything that an honest guest has heard of all others. */
  get witness(): RawClient {
    return this.#reader.client;
  }

  /** Everybody but the owner who has come, also who has gone since. */
  get guests(): RawClient[] {
    return this.#clients.filter((client) => client.at === this.guestOrigin);
  }

  /** A file of the folder, as the disk has it. */
  read(path: string): Promise<string> {
    return readFile(join(this.folder, path), 'utf8');
  }

  #noted(client: RawClient): RawClient {
    this.#clients.push(client);
    return client;
  }

  /** Ends the host and everybody, and takes away what was planted. */
  async close(signal: NodeJS.Signals = 'SIGTERM'): Promise<void> {
    for (const client of this.#clients) client.close();
    await this.#process.end(signal);
    await rm(resolve(this.folder, '..'), { recursive: true, force: true });
    await rm(this.home, { recursive: true, force: true });
  }
}
