/**
 * Keeps typed text while no editor can take it. Returns a function that stops it and types the text where the focus is
 * then.
 */
export function holdKeys(keyboard: Pick<Window, 'addEventListener' | 'removeEventListener'>) {
  let held: readonly string[] = [];
  const hold = (event: KeyboardEvent) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
    const takesBack = event.key === 'Backspace' && held.length > 0;
    const text = event.key === 'Enter' ? '\n' : event.key;
    if (!takesBack && [...text].length !== 1) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    held = takesBack ? held.slice(0, -1) : [...held, text];
  };
  keyboard.addEventListener('keydown', hold, { capture: true });
  return (typeIn: (text: string) => void): void => {
    keyboard.removeEventListener('keydown', hold, { capture: true });
    if (held.length > 0) typeIn(held.join(''));
  };
}
