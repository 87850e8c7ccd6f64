import { execFileSync } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { RunningCommand, temporaryFolder } from './command-fixture.ts';

/** Words of a line that a command printed, such as `ready: URL`. */
async function told(command: RunningCommand, name: string, from = 0): Promise<string> {
  return (await command.printed(new RegExp(`^${name}: (\\S+)$`, 'm'), from))[1]!;
}

/** A session server by itself, and machines that host folders on it, each with a memory of its own. */
export class StandAlone {
  readonly base = temporaryFolder();
  server!: RunningCommand;
  /** For hosts; holds the host token. */
  hosts = '';
  #port = '0';

  static async open(): Promise<StandAlone> {
    const stage = new StandAlone();
    await stage.serve();
    return stage;
  }

  /** Starts the server, again on the same port and data. */
  async serve(): Promise<void> {
    this.server = new RunningCommand(['serve', '--port', this.#port], join(this.base, 'server-home'));
    const ready = await told(this.server, 'ready');
    if (this.hosts === '') this.hosts = await told(this.server, 'hosts');
    this.#port = new URL(ready).port;
  }

  machine(name: string, files: Record<string, string> = {}): Machine {
    return new Machine(this, name, files);
  }

  /** A participant with a memory of its own, who follows a script, or what it is told. */
  join(link: string, name: string, script?: readonly string[]): RunningCommand {
    const file = join(this.base, `${name}.script`);
    if (script) writeFileSync(file, `${script.join('\n')}\n`);
    const args = ['join', link, '--name', name, '--quiet', ...(script ? ['--script', file] : [])];
    return new RunningCommand(args, join(this.base, `${name}-home`));
  }
}

/** One machine with a folder that can be hosted. */
export class Machine {
  readonly folder: string;
  readonly home: string;
  readonly #stage: StandAlone;

  constructor(stage: StandAlone, name: string, files: Record<string, string>) {
    this.#stage = stage;
    this.folder = join(stage.base, name, 'project');
    this.home = join(stage.base, name, 'home');
    mkdirSync(this.folder, { recursive: true });
    for (const [path, text] of Object.entries(files)) this.write(path, text);
  }

  read(path: string): string {
    return readFileSync(join(this.folder, path), 'utf8');
  }

  write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }

  /** Takes over another machine's files, as a checkout of the same commit would. */
  copyOf(other: Machine): this {
    cpSync(other.folder, this.folder, { recursive: true });
    return this;
  }

  /** Makes a repository of the folder, with all of it committed. */
  commit(): this {
    this.git('init', '-q', '-b', 'main');
    this.git('add', '-A');
    this.git('-c', 'user.name=T', '-c', 'user.email=t@localhost', 'commit', '-q', '-m', 'first');
    return this;
  }

  git(...args: string[]): string {
    return execFileSync('git', args, { cwd: this.folder, encoding: 'utf8' }).trim();
  }

  /** Starts the command without waiting for more than what it prints. */
  start(...more: string[]): RunningCommand {
    return new RunningCommand(['host', this.folder, '--port', '0', '--no-open', ...more], this.home);
  }

  /** Hosts the folder on the server. Gives the command, once it is ready, and the guests' link. */
  async host(...more: string[]): Promise<{ host: RunningCommand; link: string; url: string }> {
    const args = ['host', this.folder, '--port', '0', '--no-open', '--share', '--admit-everyone'];
    const host = new RunningCommand([...args, '--server', this.#stage.hosts, ...more], this.home);
    const link = await told(host, 'invite');
    return { host, link, url: await told(host, 'ready') };
  }
}

/** Types a word at the end of a file and waits until the command has dealt with it. */
export async function type(client: RunningCommand, path: string, word: string): Promise<void> {
  const from = client.output.length;
  client.say(`append ${path} ${JSON.stringify(`${word}\n`)}`);
  client.say('people');
  await client.printed(/ \((owner|editor)\)$/m, from);
  if (client.output.slice(from).includes('error: ')) throw new Error(client.output.slice(from));
}
