import './rows.css';
import { type FocusEvent, type KeyboardEvent, type ReactNode, useLayoutEffect, useRef } from 'react';

/** Pause after which typed letters begin a new search. */
const typeAheadMs = 800;

/** The stop that a row is by itself; its buttons come behind it. */
const main = '.ensemble-row-main, .ensemble-row-stop';
const buttons = 'vscode-button:not([disabled]), button:not(:disabled)';
const stopsOf = (row: Element) => [...row.querySelectorAll<HTMLElement>(`button, ${main}`)];
const mainOf = (row: Element) => row.querySelector<HTMLElement>(main);
const isTextField = (target: EventTarget) => target instanceof Element && target.closest('input, textarea') !== null;
const wordsOf = (row: Element) => (row.getAttribute('aria-label') ?? row.textContent ?? '').toLocaleLowerCase();

/** The part with the focus inside of a list. */
interface Held {
  stop: Element;
  row: Element;
  at: number;
}

/** Gives the focus of a part that is gone to its row, else to the row that took its place, else to what is above. */
function passOn({ row, at }: Held, list: HTMLElement): void {
  const next = row.isConnected ? row : (list.children[at] ?? list.lastElementChild);
  const target = next === null ? list.closest('.ensemble-rows')?.querySelector<HTMLElement>(buttons) : mainOf(next);
  (target ?? list).focus();
}

interface Props {
  /** Absent where what is around the list has its name. */
  label?: string;
  children: ReactNode;
}

/**
 * A list of rows that is one stop of the Tab key (roving tabindex): arrows, Home and End go from row to row, letters to
 * the next row that begins so, and Tab from a row to its own buttons. What had the focus and goes away, as a button does
 * that was pressed, hands it on inside of the list: otherwise it would fall to the page.
 */
export function RowList({ label, children }: Props) {
  const list = useRef<HTMLUListElement>(null);
  const current = useRef<Element | null>(null);
  const held = useRef<Held | null>(null);
  const typed = useRef({ text: '', atMs: 0 });
  const rows = () => [...(list.current?.children ?? [])];

  const arrange = () => {
    const all = rows();
    const chosen = all.find((row) => row === current.current) ?? all[0];
    for (const row of all) for (const stop of stopsOf(row)) stop.tabIndex = row === chosen ? 0 : -1;
  };
  // After each rendering: rows come and go, and new ones are stops.
  useLayoutEffect(() => {
    arrange();
    const last = held.current;
    if (last === null || last.stop.isConnected) return;
    held.current = null;
    if (document.activeElement === document.body && list.current) passOn(last, list.current);
  });

  const onFocus = ({ target }: FocusEvent) => {
    const row = target.closest('li');
    current.current = row;
    held.current = row && { stop: target, row, at: rows().indexOf(row) };
    arrange();
  };
  const onBlur = () => {
    held.current = null;
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
    <ul role="list" aria-label={label} ref={list} tabIndex={-1} onFocus={onFocus} onBlur={onBlur} onKeyDown={onKeyDown}>
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
