import type {
  ITerminalProfile,
  ITerminalsLayoutInfo,
  ITerminalsLayoutInfoById,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/terminal/common/terminal';
import type { IProcessDetails } from '@codingame/monaco-vscode-api/vscode/vs/platform/terminal/common/terminalProcess';
import { type ITerminalBackend, SimpleTerminalBackend } from '@codingame/monaco-vscode-terminal-service-override';
import type { RunningTerminal } from '../../../shared/capabilities/terminals/methods.ts';
import type { Result, Workspace } from '../../../shared/session/contract.ts';
import { LastKnown } from '../files/last-known.ts';
import { HostProcess } from './host-process.ts';
import { NoProcess } from './no-process.ts';
import { isPageUnloading } from './unloading.ts';

/** Variables by which VS Code names itself, where programs would look for its command, and this page's language. */
const notOurs = ['TERM_PROGRAM', 'TERM_PROGRAM_VERSION', 'LANG'];

/** Reason for a window that has none, which opens none either (`asking.ts`). */
const guestWords = 'Terminals run on the computer of who hosts this folder';

type Offer = Result<'terminals.describe'>;
const nothing: Offer = { profiles: [], layout: null, problem: null };

/** A terminal as VS Code finds it again. */
function detailsOf(terminal: RunningTerminal): IProcessDetails {
  const { id, pid, title, titleSource, cwd, icon, color, nonce } = terminal;
  return {
    id,
    pid,
    title,
    titleSource,
    cwd,
    workspaceId: 'ensemble',
    workspaceName: 'ensemble',
    isOrphan: true,
    icon,
    color,
    fixedDimensions: undefined,
    environmentVariableCollections: undefined,
    hasChildProcesses: false,
    shellIntegrationNonce: nonce,
  } as unknown as IProcessDetails;
}

/** Terminals of the host for its own windows; elsewhere, in words, that there are none to open. */
export class HostBackend extends SimpleTerminalBackend {
  readonly #workspace: Workspace;
  readonly #isOwn: boolean;
  readonly #root: string;
  readonly #offers = new LastKnown<Offer>();

  constructor(workspace: Workspace, isOwn: boolean, root: string) {
    super();
    this.#workspace = workspace;
    this.#isOwn = isOwn;
    this.#root = root;
  }

  /** Gives the host's offer, or its last one while it is away: the workbench asks unbidden, and catches nothing. */
  async #described(): Promise<Offer> {
    if (!this.#isOwn) return nothing;
    return this.#offers.ask(
      '',
      () => this.#workspace.request('terminals.describe', {}),
      () => nothing,
    );
  }

  async #running(): Promise<readonly RunningTerminal[]> {
    return this.#isOwn ? (await this.#workspace.request('terminals.list', {})).terminals : [];
  }

  override getDefaultSystemShell = async (): Promise<string> => {
    const { profiles } = await this.#described();
    return profiles.find(({ isDefault }) => isDefault)?.path ?? '/bin/sh';
  };

  override getProfiles = async (): Promise<ITerminalProfile[]> => {
    const { profiles } = await this.#described();
    return profiles.map(({ name, path, args, isDefault }) => ({
      profileName: name,
      path,
      args,
      isDefault,
      // The menu of a new terminal leaves out what it takes for found by chance.
      isAutoDetected: false,
    }));
  };

  override createProcess: ITerminalBackend['createProcess'] = async (
    launch,
    cwd,
    cols,
    rows,
    _unicode,
    env,
    options,
    persists,
  ) => {
    if (!this.#isOwn) return new NoProcess(guestWords);
    const given = typeof launch.args === 'string' ? [launch.args] : (launch.args ?? []);
    const kept = Object.entries(env).filter(([name]) => !notOurs.includes(name));
    const params = {
      program: launch.executable ?? null,
      args: [...given],
      cwd: cwd || this.#root,
      env: Object.fromEntries(kept.map(([name, value]) => [name, value ?? null])),
      title: launch.name ?? '',
      nonce: options.shellIntegration.nonce,
      marksCommands: options.shellIntegration.enabled,
      columns: Math.max(1, cols),
      rows: Math.max(1, rows),
    };
    return new HostProcess(this.#workspace, { is: 'new', params }, persists);
  };

  override listProcesses = (async () => (await this.#running()).map(detailsOf)) as never;

  override attachToProcess = (async (id: number) => {
    const terminal = (await this.#running()).find((each) => each.id === id);
    return (
      terminal && new HostProcess(this.#workspace, { is: 'running', id, cwd: terminal.cwd, pid: terminal.pid }, true)
    );
  }) as never;

  override attachToRevivedProcess = this.attachToProcess;

  override getTerminalLayoutInfo = async (): Promise<ITerminalsLayoutInfo | undefined> => {
    if (!this.#isOwn) return undefined;
    const [{ layout }, running] = await Promise.all([this.#described(), this.#running()]);
    if (layout === null || layout === undefined) return undefined;
    const kept = layout as ITerminalsLayoutInfoById;
    const find = (id: number) => running.filter((each) => each.id === id).map(detailsOf)[0] ?? null;
    return {
      tabs: kept.tabs.map((tab) => ({
        ...tab,
        terminals: tab.terminals.map((each) => ({ ...each, terminal: find(each.terminal) })),
      })),
      background: (kept.background ?? []).map(find),
    } as unknown as ITerminalsLayoutInfo;
  };

  override setTerminalLayoutInfo = (async (layout?: ITerminalsLayoutInfoById) => {
    if (this.#isOwn && layout && !isPageUnloading()) await this.#workspace.request('terminals.arrange', { layout });
  }) as never;

  override updateTitle = (async (id: number, title: string, titleSource: number) => {
    await this.#rename({ id, title: title.slice(0, 200), titleSource });
  }) as never;

  override updateIcon = (async (id: number, _byPerson: boolean, icon: unknown, color?: string) => {
    await this.#rename({ id, icon, ...(color === undefined ? {} : { color }) });
  }) as never;

  async #rename(change: Parameters<Workspace['request']>[1] & { id: number }): Promise<void> {
    // A terminal that has ended meanwhile has no title any more.
    if (this.#isOwn) await this.#workspace.request('terminals.rename', change as never).catch(() => undefined);
  }

  override reduceConnectionGraceTime = (async () => undefined) as never;
  override persistTerminalState = (async () => undefined) as never;
  override requestDetachInstance = (async () => undefined) as never;
  override acceptDetachInstanceReply = (async () => undefined) as never;
}
