import type { Dispose } from '../../workbench/index.ts';

/** Keys that the workbench has wherever the keyboard is. */
const always = /^(F\d+|ContextMenu)$/;
/** With Ctrl or Cmd, keys of the workbench that Excalidraw would take: quick open, palette, saving, chords, explorer. */
const workbenchs = /^[pkos/]$/i;

function isWorkbenchs({ key, ctrlKey, metaKey, altKey, shiftKey }: KeyboardEvent): boolean {
  return (ctrlKey || metaKey) && !altKey && (workbenchs.test(key) || (shiftKey && key.toLowerCase() === 'e'));
}

/** Runs a board with the keys that are its own, and leaves the workbench's to it; hands it the focus of its pane. */
export function keepKeys(pane: HTMLElement, place: HTMLElement): Dispose {
  // On its way down to the board such an event tells no key, and on its way up, behind React's listeners, it does.
  const hide = (event: KeyboardEvent) => {
    if (!isWorkbenchs(event)) return;
    for (const name of ['key', 'code']) Object.defineProperty(event, name, { value: '', configurable: true });
  };
  const keep = (event: KeyboardEvent) => {
    if (Object.hasOwn(event, 'key')) {
      for (const name of ['key', 'code']) Reflect.deleteProperty(event, name);
      return;
    }
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !always.test(event.key);
    if (isPlain || event.defaultPrevented) event.stopPropagation();
  };
  const focus = () => canvasIn(place)?.focus();
  // React listens at the board's own place.
  pane.addEventListener('keydown', hide, true);
  pane.addEventListener('keydown', keep);
  pane.addEventListener('focus', focus);
  return () => {
    pane.removeEventListener('keydown', hide, true);
    pane.removeEventListener('keydown', keep);
    pane.removeEventListener('focus', focus);
  };
}

const canvasIn = (place: HTMLElement) => place.querySelector<HTMLElement>('.excalidraw');

/** Gives a board that has just come the focus, where its pane has it. */
export function takeFocus(place: HTMLElement): void {
  if (document.activeElement === place.parentElement) canvasIn(place)?.focus();
}
