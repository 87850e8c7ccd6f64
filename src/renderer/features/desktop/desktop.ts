import type { DesktopBridge } from '../../../shared/desktop/channels.ts';
import type { App } from '../../session/app.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';
import type { Command } from '../../workbench/index.ts';
import { chooseRecent } from './recent.ts';

/** Context key: a newer version is there. */
const updateReady = 'ensemble.updateReady';

/** Additions of the desktop app: the commands of its menus, and commands from its native menu and the system. */
export function desktop(app: App): void {
  const bridge = desktopBridge();
  if (!bridge) return;
  const { workbench } = app;
  // On a Mac these stand in the native menu, with their keys.
  const isMac = bridge.platform === 'darwin';
  for (const { menus, keybinding, ...command } of [...windowCommands(bridge), ...appCommands(app, bridge)]) {
    workbench.commands.register({
      ...command,
      ...(isMac || !menus ? {} : { menus }),
      ...(isMac || !keybinding ? {} : { keybinding }),
    });
  }
  void workbench.ready.then(async () => {
    bridge.onCommand((id, argument) => void run(app, id, argument));
    workbench.context.set(updateReady, (await bridge.call?.('update.isReady').catch(() => false)) ?? false);
  });
}

/** Commands of any window, somebody else's page included. */
function windowCommands(bridge: DesktopBridge): Command[] {
  return [
    {
      id: 'ensemble.closeWindow',
      title: 'Close Window',
      keybinding: 'ctrl+shift+w',
      menus: [{ id: 'file-menu', group: '6_close', order: 4 }],
      run: () => bridge.act('close'),
    },
    {
      id: 'ensemble.reload',
      title: 'Reload',
      menus: [{ id: 'view-menu', group: '7_window', order: 1 }],
      run: () => bridge.act('reload'),
    },
    {
      id: 'ensemble.zoomIn',
      title: 'Zoom In',
      keybinding: 'ctrl+=',
      menus: [{ id: 'appearance-menu', group: '5_zoom', order: 1 }],
      run: () => bridge.act('zoom-in'),
    },
    {
      id: 'ensemble.zoomOut',
      title: 'Zoom Out',
      keybinding: 'ctrl+-',
      menus: [{ id: 'appearance-menu', group: '5_zoom', order: 2 }],
      run: () => bridge.act('zoom-out'),
    },
    {
      id: 'ensemble.zoomReset',
      title: 'Reset Zoom',
      keybinding: 'ctrl+0',
      menus: [{ id: 'appearance-menu', group: '5_zoom', order: 3 }],
      run: () => bridge.act('zoom-reset'),
    },
    {
      id: 'ensemble.toggleDeveloperTools',
      title: 'Toggle Developer Tools',
      keybinding: 'ctrl+shift+i',
      menus: [{ id: 'help-menu', group: '5_tools', order: 1 }],
      run: () => bridge.act('developer-tools'),
    },
  ];
}

/** Commands of the app itself, which only its own pages may give. */
function appCommands(app: App, { call }: DesktopBridge): Command[] {
  if (!call) return [];
  const { notifications } = app.workbench;
  return [
    {
      id: 'ensemble.newWindow',
      title: 'New Window',
      keybinding: 'ctrl+shift+n',
      menus: [{ id: 'file-menu', group: '1_new', order: 3 }],
      run: () => call('window.new'),
    },
    {
      id: 'ensemble.openRecent',
      title: 'Open Recent…',
      keybinding: 'ctrl+r',
      menus: [{ id: 'file-menu', group: '2_open', order: 3 }],
      run: () => chooseRecent(app, call),
    },
    {
      id: 'ensemble.openLogs',
      title: 'Open Logs',
      menus: [{ id: 'help-menu', group: '5_tools', order: 2 }],
      run: () => call('logs.open'),
    },
    {
      id: 'ensemble.restartToUpdate',
      title: 'Restart to Update',
      when: updateReady,
      menus: [{ id: 'help-menu', group: '1_welcome', order: 0, when: updateReady }],
      run: () => call('update.restart'),
    },
    {
      id: 'ensemble.installCommand',
      title: 'Install ‘ensemble’ Command in PATH',
      category: 'Shell Command',
      run: async () => notifications.show('info', await call('command.install')),
    },
    {
      id: 'ensemble.quit',
      title: 'Quit',
      keybinding: 'ctrl+q',
      menus: [{ id: 'file-menu', group: 'z_Exit', order: 1 }],
      run: () => call('app.quit'),
    },
  ];
}

/** Runs a command of the native menu or the system, such as opening a file that was dropped on the app's icon. */
async function run({ workbench, client }: App, id: string, argument: string | undefined): Promise<void> {
  if (id === 'ensemble.openFile') {
    if (argument !== undefined) await workbench.editors.reveal(argument, 1);
    return;
  }
  if (id === 'ensemble.reconnect') return client.reconnect();
  if (id === updateReady) workbench.context.set(updateReady, true);
  else await workbench.commands.execute(id, ...(argument === undefined ? [] : [argument]));
}
