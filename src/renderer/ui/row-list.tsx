import './rows.css';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

/** Pause after which typed letters begin a new search. */
const typeAheadMs = 800;

/** The stop that a row is by itself; its buttons come behind it. */
const main = '.ensemble-row-main, .ensemble-row-stop';
const stopsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>(`button, ${main}`)];
const mainOf = (row: Element) => row.querySelector<HTMLElement>(main);
const isTextField = (target: EventTarget) => target instanceof Element && target.closest('input, textarea') !== null;
const wordsOf = (row: Element) => (row.getAttribute('aria-label') ?? row.textContent ?? '').toLocaleLowerCase();

interface Props {
  /** Absent where what is around the list has its name. */
  label?: string;
  children: ReactNode;
}

/**
 * A list of rows that is one stop of the Tab key (roving tabindex): arrows, Home and End go from row to row, letters to
 * the next row that begins so, and Tab from a row to its own buttons.
 */
export function RowList({ label, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const current = useRef<Element | null>(null);
  const typed = useRef({ text: '', atMs: 0 });
  const rows = () => [...(list.current?.children ?? [])];

  const arrange = () => {
    const all = rows();
    const chosen = all.find((row) => row === current.current) ?? all[0];
    for (const row of all) for (const stop of stopsOf(row)) stop.tabIndex = row === chosen ? 0 : -1;
  };
  // After each rendering: rows come and go, and new ones are stops.
  useLayoutEffect(arrange);

  const onFocus = ({ target }: FocusEvent) => {
    current.current = target.closest('li');
    arrange();
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (isTextField(event.target)) return;
    const all = rows();
    const at = all.findIndex((row) => event.target instanceof Node && row.contains(event.target));
    const next = at < 0 ? undefined : rowFor(event, all, at, typed.current);
    if (next === undefined) return;
    event.preventDefault();
    mainOf(next)?.focus();
  };
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from lists without markers.
    <ul role="list" aria-label={label} ref={list} onFocus={onFocus} onKeyDown={onKeyDown}>
      {children}
    </ul>
  );
}

/** Gives the row to which a key leads from the row at an index; undefined for other keys. */
function rowFor(event: KeyboardEvent, all: Element[], at: number, typed: { text: string; atMs: number }) {
  const { key, ctrlKey, metaKey, altKey, timeStamp } = event;
  if (ctrlKey || metaKey || altKey) return undefined;
  if (key === 'ArrowDown') return all[at + 1];
  if (key === 'ArrowUp') return all[at - 1];
  if (key === 'Home') return all[0];
  if (key === 'End') return all.at(-1);
  if (key.length !== 1 || key === ' ') return undefined;
  if (timeStamp - typed.atMs > typeAheadMs) typed.text = '';
  typed.text += key.toLocaleLowerCase();
  typed.atMs = timeStamp;
  // A single letter goes on from this row, more of a name may still mean it.
  const from = typed.text.length === 1 ? at + 1 : at;
  return [...all.slice(from), ...all.slice(0, from)].find((row) => wordsOf(row).startsWith(typed.text));
}
