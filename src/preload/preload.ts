import { contextBridge, ipcRenderer } from 'electron';
import {
  actChannel,
  callChannel,
  commandChannel,
  type DesktopBridge,
  guestArgument,
  listeningChannel,
} from '../shared/desktop/channels.ts';

// The whole surface between a page and the shell: no Electron object ever reaches the page.
const bridge: DesktopBridge = {
  platform: process.platform,
  act: (act) => void ipcRenderer.invoke(actChannel, act),
  onCommand(run) {
    const listener = (_event: unknown, commandId: unknown, argument: unknown) =>
      run(String(commandId), typeof argument === 'string' ? argument : undefined);
    ipcRenderer.on(commandChannel, listener);
    void ipcRenderer.invoke(listeningChannel);
    return () => ipcRenderer.off(commandChannel, listener);
  },
};
if (!process.argv.includes(guestArgument)) {
  bridge.call = (name, ...args) => ipcRenderer.invoke(callChannel, name, args);
}
contextBridge.exposeInMainWorld('ensembleDesktop', bridge);
