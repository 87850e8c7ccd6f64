const movingKeys = new Set([
  'ArrowUp',
  'ArrowDown',
  'ArrowLeft',
  'ArrowRight',
  'PageUp',
  'PageDown',
  'Home',
  'End',
  'Enter',
  'Tab',
  'Backspace',
  'Delete',
]);

/** An input of the person in this window. */
export interface OwnInput {
  type: string;
  /** The key, for keyboard events. */
  key?: string;
  /** With ctrl, alt or meta: a command, which breaks off by its effect, not by its keys. */
  isCommand?: boolean;
  /** In a text editor, its scroll bar and minimap included. */
  inEditor: boolean;
  /** In a menu, a dialog or a list to pick from, where Escape means something else. */
  inPopup: boolean;
}

/** Says whether an input of my own ends my following: I move, type or scroll in an editor, or press Escape. */
export function breaksOff({ type, key, isCommand = false, inEditor, inPopup }: OwnInput): boolean {
  if (type === 'keydown' && key === 'Escape') return !inPopup;
  if (!inEditor) return false;
  if (type === 'wheel' || type === 'pointerdown') return true;
  if (type !== 'keydown' || key === undefined) return false;
  return movingKeys.has(key) || (!isCommand && [...key].length === 1);
}

const popups = '.quick-input-widget, .context-view, .monaco-dialog-box, .monaco-menu, .suggest-widget, .find-widget';

/** Reads an event of the page as such an input. */
export function ownInput(event: Event): OwnInput {
  const target = event.target instanceof Element ? event.target : null;
  const inEditor = target?.closest('.part.editor .monaco-editor') != null;
  const inPopup = target?.closest(popups) != null;
  if (!(event instanceof KeyboardEvent)) return { type: event.type, inEditor, inPopup };
  const isCommand = event.ctrlKey || event.altKey || event.metaKey;
  return { type: event.type, key: event.key, isCommand, inEditor, inPopup };
}
