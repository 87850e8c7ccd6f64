import { type KeyboardEvent, type RefObject, useEffect, useId, useState } from 'react';

/** People that are offered at once. */
const mostOffered = 8;

interface Open {
  /** Place of the `@`. */
  at: number;
  names: readonly string[];
  chosen: number;
}

/** Finds the names that go on with what stands between an `@` and the caret; null where none does. */
export function offeredNames(words: string, caret: number, names: readonly string[]): Omit<Open, 'chosen'> | null {
  const before = words.slice(0, caret);
  const [, sought] = /(?<![\p{L}\p{N}])@([^\n@]{0,60})$/u.exec(before) ?? [];
  if (sought === undefined) return null;
  const wanted = sought.toLowerCase();
  const begins = (name: string) => name.startsWith(wanted);
  const isFit = (name: string) => begins(name) || (wanted !== '' && name.split(/\s+/).some(begins));
  const found = names.filter((name) => isFit(name.toLowerCase())).sort((a, b) => a.localeCompare(b));
  // A name that is written out is done.
  if (found.length === 0 || (found.length === 1 && found[0]!.toLowerCase() === wanted)) return null;
  return { at: caret - sought.length - 1, names: found.slice(0, mostOffered) };
}

/** List of people behind an `@`, for a box of text: keys for the box, its attributes, and the list itself. */
export function useMentions(
  box: RefObject<HTMLTextAreaElement | null>,
  names: () => readonly string[],
  change: (words: string) => void,
) {
  const [open, setOpen] = useState<Open | null>(null);
  const [caret, setCaret] = useState<number | null>(null);
  const list = useId();
  useEffect(() => {
    if (caret === null) return;
    box.current?.setSelectionRange(caret, caret);
    setCaret(null);
  }, [box, caret]);

  const look = () => {
    const { current } = box;
    if (!current || current.selectionStart !== current.selectionEnd) return setOpen(null);
    const found = offeredNames(current.value, current.selectionStart, names());
    setOpen(
      (before) =>
        found && { ...found, chosen: before?.at === found.at ? Math.min(before.chosen, found.names.length - 1) : 0 },
    );
  };
  const choose = (name: string) => {
    const { current } = box;
    if (!current || !open) return;
    const end = open.at + name.length + 2;
    change(`${current.value.slice(0, open.at)}@${name} ${current.value.slice(current.selectionStart)}`);
    setCaret(end);
    setOpen(null);
    current.focus();
  };
  /** Takes a key that is the list's; says whether it was. */
  const takesKey = (event: KeyboardEvent): boolean => {
    if (!open) return false;
    const { names: offered, chosen } = open;
    const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
    if (step !== 0) setOpen({ ...open, chosen: (chosen + step + offered.length) % offered.length });
    else if ((event.key === 'Enter' && !event.shiftKey) || event.key === 'Tab') choose(offered[chosen]!);
    else if (event.key === 'Escape') setOpen(null);
    else return false;
    event.preventDefault();
    event.stopPropagation();
    return true;
  };
  const attributes = open
    ? {
        role: 'combobox',
        'aria-autocomplete': 'list' as const,
        'aria-expanded': true,
        'aria-controls': list,
        'aria-activedescendant': `${list}-${open.chosen}`,
      }
    : ({ 'aria-autocomplete': 'list' } as const);
  const offered = open && (
    <div id={list} role="listbox" aria-label="People to mention" className="ensemble-chat-offered">
      {open.names.map((name, index) => (
        // biome-ignore lint/a11y/useKeyWithClickEvents: the keyboard stays in the box, which has the keys.
        <div
          key={name}
          id={`${list}-${index}`}
          role="option"
          tabIndex={-1}
          aria-selected={index === open.chosen}
          onMouseDown={(event) => event.preventDefault()}
          onClick={() => choose(name)}
        >
          <bdi>{name}</bdi>
        </div>
      ))}
    </div>
  );
  return { look, takesKey, attributes, offered, close: () => setOpen(null) };
}
