import { getService, IViewsService } from '@codingame/monaco-vscode-api';
import type { ITerminalInstance } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/browser/terminal';
import {
  ITerminalEditorService,
  ITerminalGroupService,
  ITerminalService,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/browser/terminal.service';
import { ITerminalProfileService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/terminal/common/terminal.service';
import { limitCounts, limitLinks, limitWords } from '../../../shared/capabilities/terminals/counts.ts';
import { mendResizing } from '../../../shared/capabilities/terminals/resizing.ts';
import type { Workspace } from '../../../shared/session/contract.ts';
import { toDispose } from '../contributions/disposables.ts';
import type { ForeignTerminal, TerminalsPort } from '../ports/terminals.ts';
import { addServices } from '../set-up/late-services.ts';
import { guardForeign } from './foreign-guards.ts';
import { ForeignProcess } from './foreign-process.ts';
import { hostProcesses } from './host-process.ts';
import { offerTerminals } from './offered-terminals.ts';
import { reopenPanel, wasPanelOpen } from './panel-again.ts';
import { showTerminalMenu } from './terminal-menu.ts';
import type { TerminalProcess } from './terminal-process.ts';
import { TerminalSight } from './terminal-sight.ts';

/** Adds the services of terminals: `isOwn` in windows of the host's own, `root` is the folder there. */
export type AddTerminals = (workspace: Workspace, isOwn: boolean, root: string) => Promise<void>;

/** Makes the port; the function adds the terminals' services, after the first paint. */
export function createTerminals(): {
  terminals: TerminalsPort;
  add: AddTerminals;
} {
  const { promise: ready, resolve: markReady } = Promise.withResolvers<void>();
  let service: ITerminalService | null = null;
  /** True until the first shared terminal is here, in a window whose panel had such a one open before. */
  let awaitsShared = false;
  const sight = new TerminalSight();
  let mayEnd: (id: number) => Promise<boolean> = async () => true;
  let tellNone = () => {};
  const terminals: TerminalsPort = {
    ready,
    active: () => service?.activeInstance?.persistentProcessId ?? null,
    shown: () => sight.shown(),
    onShownChanged: (listener) => toDispose(sight.changed.event(listener)),
    reveal: (id) => sight.reveal(id),
    async offer(offered) {
      await ready;
      offerTerminals(await getService(ITerminalProfileService), offered);
    },
    async open({ title, icon, folder, program }) {
      await ready;
      const terminals = await getService(ITerminalService);
      const shell = program && { executable: program.path, args: [...program.args] };
      const place = folder === undefined ? {} : { cwd: folder };
      const instance = await terminals.createTerminal({
        config: { name: title, icon: { id: icon }, ...place, ...shell },
      });
      await reveal(instance, true);
      await instance.processReady;
      return instance.persistentProcessId ?? null;
    },
    askBeforeEnding: (ask) => {
      mayEnd = ask;
    },
    onNoneOpened: (listener) => {
      tellNone = listener;
    },
    async show(terminal, onClosed) {
      await ready;
      const { promise: guarded, resolve } = Promise.withResolvers<void>();
      const process = new ForeignProcess(terminal, guarded);
      const instance = await (await getService(ITerminalService)).createTerminal({
        config: configOf(terminal, process),
      });
      tellFit(instance, () => process);
      void instance.xtermReadyPromise.then((xterm) => {
        if (xterm) guardForeign(xterm.raw.parser);
        resolve();
      });
      sight.add(terminal.id, instance, () => void reveal(instance));
      instance.onDisposed(onClosed);
      if (awaitsShared) await reopenPanel();
      awaitsShared = false;
      return {
        rename: (title) => void instance.rename(title),
        reveal: () => void reveal(instance),
        close: () => instance.dispose(),
      };
    },
  };
  const add: AddTerminals = async (workspace, isOwn, root) => {
    const load = async () => {
      const late = await import('./late-terminals.ts');
      if (isOwn) late.guardEnding((id) => mayEnd(id));
      else late.refuseOwn(() => tellNone());
      return late.terminalServices(workspace, isOwn, root);
    };
    await addServices(load, [ITerminalEditorService]);
    service = await getService(ITerminalService);
    service.onDidCreateInstance((instance) => {
      void instance.xtermReadyPromise.then((xterm) => {
        if (!xterm) return;
        limitCounts(xterm.raw);
        limitLinks(xterm.raw);
        limitWords(xterm.raw);
        mendResizing(xterm.raw);
      });
      tellFit(instance, () => hostProcesses.get(instance.persistentProcessId ?? 0));
    });
    sight.watch(service, await getService(IViewsService));
    markReady();
    showTerminalMenu();
    const wasOpen = await wasPanelOpen();
    // A guest's terminals are others': without one of these the panel would try to open one of its own, in vain.
    if (!wasOpen) return;
    if (isOwn || service.instances.length > 0) await reopenPanel();
    else awaitsShared = true;
  };
  return { terminals, add };
}

/** Tells a terminal's process the size that would fit in this window, also while it has another. */
function tellFit(instance: ITerminalInstance, processOf: () => TerminalProcess | undefined): void {
  const tell = () => processOf()?.fitted(instance.maxCols, instance.maxRows);
  instance.onMaximumDimensionsChanged(tell);
  tell();
}

function configOf(terminal: ForeignTerminal, process: ForeignProcess) {
  return {
    name: terminal.title,
    icon: { id: terminal.icon },
    customPtyImplementation: () => process,
    isFeatureTerminal: false,
    isTransient: true,
  };
}

async function reveal(instance: ITerminalInstance, takesFocus = false): Promise<void> {
  const [service, groups] = await Promise.all([getService(ITerminalService), getService(ITerminalGroupService)]);
  service.setActiveInstance(instance);
  await groups.showPanel(takesFocus);
}
