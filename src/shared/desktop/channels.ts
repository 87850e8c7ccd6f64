import type { DesktopArgs, DesktopCall, DesktopResult } from './ipc-map.ts';
import type { WindowAct } from './window-acts.ts';

/** API that the preload script puts on `window.ensembleDesktop`. A guest's window has no `call`. */
export interface DesktopBridge {
  readonly platform: string;
  /** Asks the shell; undefined in a window that shows somebody else's host. */
  call?<K extends DesktopCall>(name: K, ...args: DesktopArgs<K>): Promise<DesktopResult<K>>;
  /** Controls this very window, as the frame of a browser would. */
  act(act: WindowAct): void;
  /**
   * Calls `run` with a command's id, and perhaps an argument, when the menu or the system wants it executed. Commands
   * of before are told now. Returns a function that stops it.
   */
  onCommand(run: (commandId: string, argument?: string) => void): () => void;
}

/** The channels between a window and the shell. */
export const callChannel = 'ensemble:call';
export const commandChannel = 'ensemble:command';
export const actChannel = 'ensemble:act';
/** Says that a page listens for commands. */
export const listeningChannel = 'ensemble:listening';
/** Marks a window of somebody else's host, whose page gets nothing but the menu's commands and its own window. */
export const guestArgument = '--ensemble-guest';
