import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { freePort } from './free-port.ts';

export const janusSecret = 'a-secret-of-tests-and-of-nothing-else';
export const janusAdminKey = 'a-key-of-tests-and-of-nothing-else';

/** Says whether Janus is installed. */
export const hasJanus = spawnSync('janus', ['--version'], { stdio: 'ignore' }).error === undefined;

const answers = (port: number) =>
  new Promise<boolean>((resolve) => {
    const socket = connect(port, '127.0.0.1');
    socket.once('connect', () => resolve(true)).once('error', () => resolve(false));
    socket.once('connect', () => socket.destroy());
  });

/** A real forwarding server (SFU) on this machine: Janus with its VideoRoom plugin, which asks for a secret. */
export class Janus {
  readonly port: number;
  readonly #folder: string;
  #child: ChildProcess | null = null;

  private constructor(port: number, folder: string) {
    this.port = port;
    this.#folder = folder;
  }

  static async start(): Promise<Janus> {
    const janus = new Janus(await freePort(), await mkdtemp(join(tmpdir(), 'ensemble-janus-')));
    const general = (...lines: string[]) => `general: {\n${lines.join('\n')}\n}\n`;
    const files = {
      // A transport that loads and finds nothing to serve crashes Janus now and then as it starts.
      'janus.jcfg': `${general(`api_secret = "${janusSecret}"`, 'debug_level = 3', 'debug_colors = false')}transports: {
disable = "libjanus_http.so,libjanus_pfunix.so,libjanus_mqtt.so,libjanus_nanomsg.so,libjanus_rabbitmq.so"
}
`,
      'janus.transport.websockets.jcfg': general(
        'ws = true',
        `ws_port = ${janus.port}`,
        'ws_ip = "127.0.0.1"',
        'wss = false',
      ),
      'janus.plugin.videoroom.jcfg': general(`admin_key = "${janusAdminKey}"`),
    };
    for (const [name, text] of Object.entries(files)) await writeFile(join(janus.#folder, name), text);
    await janus.restart();
    return janus;
  }

  /** Settings with which a session server uses it. */
  settings(people: number, secret = janusSecret) {
    return { url: `ws://127.0.0.1:${this.port}`, secret, adminKey: janusAdminKey, people };
  }

  /** Numbers of those who send in each of its rooms, as an operator would ask. */
  async senders(): Promise<number[]> {
    const socket = new WebSocket(`ws://127.0.0.1:${this.port}`, 'janus-protocol');
    await new Promise((resolve) => socket.addEventListener('open', resolve));
    type Answer = { data: { id: number }; plugindata: { data: { list: { num_participants: number }[] } } };
    const ask = (asked: object) =>
      new Promise<Answer>((resolve) => {
        const hear = ({ data }: MessageEvent) => resolve(JSON.parse(String(data)) as Answer);
        socket.addEventListener('message', hear, { once: true });
        socket.send(JSON.stringify({ ...asked, transaction: 'tests', apisecret: janusSecret }));
      });
    try {
      const session_id = (await ask({ janus: 'create' })).data.id;
      const plugin = 'janus.plugin.videoroom';
      const handle_id = (await ask({ janus: 'attach', session_id, plugin })).data.id;
      const body = { request: 'list', admin_key: janusAdminKey };
      const { plugindata } = await ask({ janus: 'message', session_id, handle_id, body });
      return plugindata.data.list.map(({ num_participants }) => num_participants);
    } finally {
      socket.close();
    }
  }

  /** Starts it again at the same port. */
  async restart(): Promise<void> {
    const log = join(this.#folder, 'janus.log');
    const child = spawn('janus', ['-F', this.#folder, '-L', log, '-N'], { cwd: this.#folder, stdio: 'ignore' });
    this.#child = child;
    const kill = () => child.kill('SIGKILL');
    process.once('exit', kill);
    child.once('exit', () => process.off('exit', kill));
    for (let tries = 0; tries < 300 && child.exitCode === null && child.signalCode === null; tries++) {
      if (await answers(this.port)) return;
      await pause(100);
    }
    throw new Error('Janus does not answer');
  }

  /** Ends its process, as a crash would. */
  async end(): Promise<void> {
    const child = this.#child;
    this.#child = null;
    if (child === null || child.exitCode !== null) return;
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
  }

  async close(): Promise<void> {
    await this.end();
    await rm(this.#folder, { recursive: true, force: true });
  }
}
