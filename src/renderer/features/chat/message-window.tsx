import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import { RowList } from '../../ui/row-list.tsx';

/** Messages that are drawn at a time, that come with each move, and the distance to an end from which they come. */
const drawn = 80;
const stepMessages = 20;
const nearPx = 800;
/** Time within which a person's act moves the list. */
const actMs = 1_000;

interface Props {
  /** Place of the first message that is here: pages that come before it have places below. */
  first: number;
  count: number;
  /** Brings a page of those before; null where there is none. */
  more: (() => void) | null;
  /** Drawn above the first. */
  top: ReactNode;
  slice: (from: number, to: number) => readonly ChatMessage[];
  /** Message to go to, counted up with each wish. */
  target: { place: number; id: string; wish: number } | null;
  row: (message: ChatMessage) => ReactNode;
  /** Drawn behind the newest. */
  end: ReactNode;
}

/**
 * Scrolled list of messages of which only those around the visible ones are drawn (windowing). It stays at the newest
 * while they are in view; else the browser keeps what is read in its place (scroll anchoring).
 */
export function MessageWindow({ first, count, more, top, slice, target, row, end }: Props) {
  /** Place behind the last that is drawn; null for the newest. */
  const [bottom, setBottom] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isGoingUp = useRef(false);
  /** Time of the person's last act on the list. */
  const actedMs = useRef(Number.NEGATIVE_INFINITY);
  const behind = first + count;
  const to = bottom === null ? behind : Math.min(bottom, behind);
  const from = Math.max(first, to - drawn);

  // Heights are known only once messages are drawn.
  useLayoutEffect(() => {
    const { current } = list;
    if (!current) return;
    const observer = new ResizeObserver(() => {
      if (isAtEnd.current) current.scrollTop = current.scrollHeight;
    });
    observer.observe(current);
    for (const child of current.children) observer.observe(child);
    return () => observer.disconnect();
  }, []);
  useEffect(() => {
    if (!target) return;
    isAtEnd.current = false;
    setBottom(target.place + drawn / 2);
  }, [target]);
  useLayoutEffect(() => {
    if (!target || bottom !== target.place + drawn / 2) return;
    const found = list.current?.querySelector(`[data-message="${target.id}"]`);
    found?.scrollIntoView({ block: 'center' });
    found?.classList.add('ensemble-chat-sought');
    const timer = setTimeout(() => found?.classList.remove('ensemble-chat-sought'), 2_000);
    return () => clearTimeout(timer);
  }, [target, bottom]);

  const moveTo = (place: number) => setBottom(place >= behind ? null : Math.max(first + drawn, place));
  const scrolled = () => {
    const { current } = list;
    if (!current) return;
    const { scrollTop, scrollHeight, clientHeight } = current;
    const below = scrollHeight - scrollTop - clientHeight;
    // New messages, or those that were taken away above, have moved it: no person has.
    if (isAtEnd.current && to === behind && performance.now() - actedMs.current > actMs) {
      current.scrollTop = scrollHeight;
      return;
    }
    isAtEnd.current = to === behind && below < (isGoingUp.current ? 2 : 60);
    if (scrollTop < nearPx && from === first) more?.();
    if (scrollTop < nearPx && from > first) {
      // At the very top the browser anchors nothing.
      if (scrollTop === 0) current.scrollTop = 1;
      moveTo(to - stepMessages);
    } else if (below < nearPx && to < behind) moveTo(to + stepMessages);
  };
  // At the top no scrolling tells that more has come.
  // biome-ignore lint/correctness/useExhaustiveDependencies: a page that has come is looked at once.
  useEffect(() => {
    if (!isAtEnd.current) scrolled();
  }, [first]);
  const acted = () => {
    actedMs.current = performance.now();
  };
  return (
    <div
      onWheel={(event) => {
        const { deltaY } = event;
        // The workbench’s scroller around the view would take the wheel for itself.
        event.stopPropagation();
        acted();
        // The first pixels of a smooth scroll leave the newest already.
        isGoingUp.current = deltaY < 0;
        if (deltaY < 0) isAtEnd.current = false;
      }}
      onPointerDown={acted}
      onKeyDown={acted}
      onTouchMove={acted}
      className="ensemble-chat-list"
      role="log"
      aria-label="Messages"
      ref={list}
      onScroll={scrolled}
    >
      <RowList>
        {from === first && top}
        {slice(from - first, to - first).map(row)}
        {to === behind && end}
      </RowList>
    </div>
  );
}
