import type { DesktopArgs, DesktopCall, DesktopResult } from './ipc-map.ts';

/** What the preload script puts on `window.ensembleDesktop`. A guest's window gets `onCommand` only. */
export interface DesktopBridge {
  readonly platform: string;
  /** Asks the shell; undefined in a window that shows somebody else's host. */
  call?<K extends DesktopCall>(name: K, ...args: DesktopArgs<K>): Promise<DesktopResult<K>>;
  /** Calls `run` with a command's id when the native menu wants it executed. Returns the way to stop. */
  onCommand(run: (commandId: string) => void): () => void;
}

/** The two channels between a window and the shell. */
export const callChannel = 'ensemble:call';
export const commandChannel = 'ensemble:command';
/** Marks a window of somebody else's host, whose page gets nothing but the menu's commands. */
export const guestArgument = '--ensemble-guest';
