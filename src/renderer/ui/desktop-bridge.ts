import type { DesktopBridge } from '../../shared/desktop/channels.ts';

/** The desktop app around this window, or undefined in a browser. */
export function desktopBridge(): DesktopBridge | undefined {
  return Reflect.get(globalThis, 'ensembleDesktop') as DesktopBridge | undefined;
}
