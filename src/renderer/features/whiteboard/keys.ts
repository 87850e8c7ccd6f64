import type { Dispose } from '../../workbench/index.ts';

/** Keys that the workbench has wherever the keyboard is. */
const always = /^(F\d+|ContextMenu)$/;

/** Keeps from the workbench the keys that a board has taken, and letters, which are its tools; and hands it the focus. */
export function keepKeys(pane: HTMLElement, place: HTMLElement): Dispose {
  const keep = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !always.test(event.key);
    if (isPlain || event.defaultPrevented) event.stopPropagation();
  };
  const focus = () => canvasIn(place)?.focus();
  place.addEventListener('keydown', keep);
  pane.addEventListener('focus', focus);
  return () => {
    place.removeEventListener('keydown', keep);
    pane.removeEventListener('focus', focus);
  };
}

const canvasIn = (place: HTMLElement) => place.querySelector<HTMLElement>('.excalidraw');

/** Gives a board that has just come the focus, where its pane has it. */
export function takeFocus(place: HTMLElement): void {
  if (document.activeElement === place.parentElement) canvasIn(place)?.focus();
}
