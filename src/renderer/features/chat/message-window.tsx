import { type ReactNode, useEffect, useLayoutEffect, useRef, useState } from 'react';
import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';

/** Messages that are drawn at a time, that come with each move, and the distance to an end from which they come. */
const drawn = 80;
const stepMessages = 20;
const nearPx = 800;
/** Time within which a person's act moves the list. */
const actMs = 1_000;

interface Props {
  count: number;
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
export function MessageWindow({ count, slice, target, row, end }: Props) {
  /** Place behind the last that is drawn; null for the newest. */
  const [bottom, setBottom] = useState<number | null>(null);
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const isGoingUp = useRef(false);
  /** Time of the person's last act on the list. */
  const actedMs = useRef(Number.NEGATIVE_INFINITY);
  const to = bottom === null ? count : Math.min(bottom, count);
  const from = Math.max(0, to - drawn);

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

  const moveTo = (place: number) => setBottom(place >= count ? null : Math.max(drawn, place));
  const scrolled = () => {
    const { current } = list;
    if (!current) return;
    const { scrollTop, scrollHeight, clientHeight } = current;
    const below = scrollHeight - scrollTop - clientHeight;
    // New messages, or those that were taken away above, have moved it: no person has.
    if (isAtEnd.current && to === count && performance.now() - actedMs.current > actMs) {
      current.scrollTop = scrollHeight;
      return;
    }
    isAtEnd.current = to === count && below < (isGoingUp.current ? 2 : 60);
    if (scrollTop < nearPx && from > 0) {
      // At the very top the browser anchors nothing.
      if (scrollTop === 0) current.scrollTop = 1;
      moveTo(to - stepMessages);
    } else if (below < nearPx && to < count) moveTo(to + stepMessages);
  };
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
      <ul>
        {slice(from, to).map(row)}
        {to === count && end}
      </ul>
    </div>
  );
}
