import { contextBridge, ipcRenderer } from 'electron';
import { callChannel, commandChannel, type DesktopBridge, guestArgument } from '../shared/desktop/channels.ts';

// The whole surface between a page and the shell: no Electron object ever reaches the page.
const bridge: DesktopBridge = {
  platform: process.platform,
  onCommand(run) {
    const listener = (_event: unknown, commandId: unknown) => run(String(commandId));
    ipcRenderer.on(commandChannel, listener);
    return () => ipcRenderer.off(commandChannel, listener);
  },
};
if (!process.argv.includes(guestArgument)) {
  bridge.call = (name, ...args) => ipcRenderer.invoke(callChannel, name, args);
}
contextBridge.exposeInMainWorld('ensembleDesktop', bridge);
