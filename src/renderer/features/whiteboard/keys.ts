import type { Dispose } from '../../workbench/index.ts';

/** Keys that the workbench has wherever the keyboard is. */
const always = /^(F\d+|ContextMenu)$/;

/** Keeps from the workbench the keys that a board has taken, and letters, which are its tools. */
export function keepKeys(place: HTMLElement): Dispose {
  const keep = (event: KeyboardEvent) => {
    const isPlain = !event.ctrlKey && !event.metaKey && !event.altKey && !always.test(event.key);
    if (isPlain || event.defaultPrevented) event.stopPropagation();
  };
  place.addEventListener('keydown', keep);
  return () => place.removeEventListener('keydown', keep);
}
