import { type IpcMainInvokeEvent, ipcMain, safeStorage } from 'electron';
import { callChannel } from '../../shared/desktop/channels.ts';
import { type DesktopArgs, type DesktopCall, type DesktopResult, desktopCalls } from '../../shared/desktop/ipc-map.ts';
import type { SettingsFile } from './settings.ts';

/** One function per call of the map. */
export type CallHandlers = {
  [K in DesktopCall]: (...args: DesktopArgs<K>) => DesktopResult<K> | Promise<DesktopResult<K>>;
};

/**
 * Answers the calls of our own windows' top frames; any other caller, and any argument that does not fit the map, is
 * refused.
 * @param handlersFor gives the handlers that the asking window may use, or null
 */
export function answerCalls(handlersFor: (event: IpcMainInvokeEvent) => CallHandlers | null): void {
  ipcMain.handle(callChannel, (event, name: unknown, args: unknown) => {
    const handlers = handlersFor(event);
    if (!handlers) throw new Error('This window may not do that.');
    if (typeof name !== 'string' || !Object.hasOwn(desktopCalls, name)) throw new Error('There is no such call.');
    return dispatch(handlers, name as DesktopCall, args);
  });
}

function dispatch<K extends DesktopCall>(handlers: CallHandlers, name: K, args: unknown): unknown {
  return handlers[name](...(desktopCalls[name].args.parse(args) as DesktopArgs<K>));
}

/** Makes the handlers for secrets, encrypted by the system's key store; without one, nothing is kept. */
export function secretCalls(settings: SettingsFile): Pick<CallHandlers, 'secret.read' | 'secret.write'> {
  return {
    'secret.read': (key) => {
      const kept = settings.current.secrets[key];
      if (kept === undefined || !safeStorage.isEncryptionAvailable()) return null;
      return safeStorage.decryptString(Buffer.from(kept, 'base64'));
    },
    'secret.write': (key, value) => {
      if (!safeStorage.isEncryptionAvailable()) return false;
      settings.update(({ secrets }) => {
        if (value === null) delete secrets[key];
        else secrets[key] = safeStorage.encryptString(value).toString('base64');
      });
      return true;
    },
  };
}
