import type { LanguageServer } from '../../../shared/capabilities/languages/language-state.ts';
import { replicaMay } from '../../../shared/capabilities/people/participants.ts';
import type { App } from '../../session/app.ts';
import type { LanguageLog } from '../../workbench/index.ts';
import { chooseCommand } from './server-status.ts';

/** Names of states, for people. */
const states: Record<LanguageServer['state'], string> = {
  idle: 'starts with the first file of its kind',
  starting: 'starting',
  ready: 'running',
  restarting: 'starting again',
  failed: 'failed',
  missing: 'not installed on the computer of the host',
  unapproved: 'asks for approval',
};

/** Commands about language servers, and their words in the output panel. */
export class ServerCommands {
  readonly #app: App;
  readonly #activeKey: () => string | undefined;
  readonly #logs = new Map<string, Promise<LanguageLog>>();
  /** Servers whose words do not come any more. */
  readonly #ended = new Set<string>();

  constructor(app: App, activeKey: () => string | undefined) {
    this.#app = app;
    this.#activeKey = activeKey;
  }

  register(): void {
    const { commands } = this.#app.workbench;
    const category = 'Ensemble';
    const said = (run: () => Promise<void>) => () =>
      run().catch((thrown: Error) => void this.#app.workbench.notifications.show('error', thrown.message));
    commands.register({
      id: 'ensemble.restartLanguageServer',
      title: 'Restart Language Server…',
      category,
      run: said(() => this.#restart()),
    });
    commands.register({
      id: 'ensemble.showLanguageServerLog',
      title: 'Show Log of Language Server…',
      category,
      run: said(() => this.#showLog()),
    });
    commands.register({ id: chooseCommand, title: 'Language Server…', category, run: said(() => this.#choose()) });
  }

  get #mayRun(): boolean {
    const { client, isHostWindow } = this.#app;
    return isHostWindow || replicaMay(client.state, client.replica, 'run');
  }

  async #pick(servers: readonly LanguageServer[]): Promise<LanguageServer | undefined> {
    if (servers.length === 0) {
      this.#app.workbench.notifications.status('The host of this folder has no language server for that.');
      return undefined;
    }
    const items = servers.map((value) => ({
      label: value.name,
      description: states[value.state],
      ...(value.text === '' ? {} : { detail: value.text }),
      value,
    }));
    return this.#app.workbench.quickInput.pick(items, { placeholder: 'Which language server?' });
  }

  /** Offers what can be done about the servers of the active editor. */
  async #choose(): Promise<void> {
    const { workbench, session } = this.#app;
    const key = this.#activeKey();
    const { servers } = session.state.languages;
    const own = key === undefined ? [] : servers.filter((each) => workbench.languages.isOf(each, key));
    const server = own.length === 1 ? own[0] : await this.#pick(own);
    if (!server) return;
    if (server.state === 'unapproved') return this.#approve(server);
    if (!this.#mayRun) return workbench.notifications.status(`${server.name}: ${states[server.state]}. ${server.text}`);
    const act = await workbench.quickInput.pick(
      [
        { label: 'Restart', icon: 'debug-restart', value: () => this.#restartOne(server) },
        { label: 'Show Log', icon: 'output', value: () => this.#show(server) },
      ],
      { title: server.name, placeholder: server.text || states[server.state] },
    );
    await act?.();
  }

  async #restart(): Promise<void> {
    const server = await this.#pick(this.#app.session.state.languages.servers);
    if (server) await this.#restartOne(server);
  }

  async #restartOne({ id, name }: LanguageServer): Promise<void> {
    await this.#app.workspace.request('languages.restart', { server: id });
    this.#app.workbench.notifications.status(`${name} starts again.`);
  }

  /** Asks the owner whether a server that the folder names may run. */
  async #approve(server: LanguageServer): Promise<void> {
    const { workbench, workspace, isHostWindow } = this.#app;
    const { id, name, text } = server;
    if (!isHostWindow) return workbench.notifications.status(`${name} waits for the owner of this folder to allow it.`);
    const { command, hash } = await workspace.request('languages.command', { server: id });
    const answer = await workbench.dialogs.ask('warning', `Run ${name} on this computer?`, {
      detail: [text, `The whole command: ${command}`, 'It can read and change what you can.'],
      buttons: ['Run'],
      careful: true,
    });
    if (answer === 'Run') await workspace.request('languages.approve', { server: id, hash });
  }

  async #showLog(): Promise<void> {
    const server = await this.#pick(this.#app.session.state.languages.servers);
    if (server) await this.#show(server);
  }

  async #show({ id, name }: LanguageServer): Promise<void> {
    const known = this.#logs.get(id);
    const log = known ?? this.#app.workbench.languages.log(name);
    this.#logs.set(id, log);
    (await log).show();
    if (!known || this.#ended.delete(id)) void this.#follow(id, await log);
  }

  /** Writes a server's words into its channel until the connection ends, and then again from the next showing on. */
  async #follow(id: string, log: LanguageLog): Promise<void> {
    try {
      for await (const { text } of this.#app.workspace.open('languages.log', { server: id })) log.append(text);
    } catch (thrown) {
      log.append(`\n${(thrown as Error).message}\n`);
    }
    this.#ended.add(id);
  }
}
