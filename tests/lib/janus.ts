import { spawnSync } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort } from './free-port.ts';
import { PortProgram } from './port-program.ts';

export const janusSecret = 'a-secret-of-tests-and-of-nothing-else';
export const janusAdminKey = 'a-key-of-tests-and-of-nothing-else';

/** Says whether Janus is installed. */
export const hasJanus = spawnSync('janus', ['--version'], { stdio: 'ignore' }).error === undefined;

/** A real forwarding server (SFU) on this machine: Janus with its VideoRoom plugin, which asks for a secret. */
export class Janus extends PortProgram {
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
    for (const [name, text] of Object.entries(files)) await writeFile(join(janus.folder, name), text);
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

  protected command() {
    return ['janus', ['-F', this.folder, '-L', join(this.folder, 'janus.log'), '-N']] as const;
  }
}
