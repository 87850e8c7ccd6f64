import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import type { TranscriptPart } from '../../../shared/capabilities/agents/transcript.ts';
import type { App } from '../../session/app.ts';

interface Props {
  app: App;
  name: string;
  parts: readonly TranscriptPart[];
  reveal: (path: string) => void;
}

/** Parts that are drawn: the newest. */
const mostDrawn = 200;
const nearPx = 40;

/** Transcript of an agent: it stays at its end while that is in view. */
export function TranscriptView({ app, name, parts, reveal }: Props) {
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: whatever is new moves the end.
  useLayoutEffect(() => {
    if (isAtEnd.current && list.current) list.current.scrollTop = list.current.scrollHeight;
  }, [parts]);
  return (
    <div
      className="ensemble-agents-transcript"
      role="log"
      aria-label={`Transcript of ${name}`}
      ref={list}
      onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
        isAtEnd.current = scrollHeight - scrollTop - clientHeight < nearPx;
      }}
    >
      {parts.length === 0 && <p className="ensemble-rows-empty">Nothing yet.</p>}
      {parts.slice(-mostDrawn).map((part) => (
        <Part key={`${part.turn} ${part.part}`} app={app} part={part} reveal={reveal} />
      ))}
    </div>
  );
}

const icons = { waiting: 'circle-outline', working: 'sync', done: 'check', failed: 'error' } as const;

const Part = memo(function Part({ app, part, reveal }: { app: App; part: TranscriptPart; reveal: Props['reveal'] }) {
  const { form, text, status = 'done', path } = part;
  if (form === 'tool')
    return (
      <div className="ensemble-agents-tool">
        <span className={`codicon codicon-${icons[status]}`} aria-hidden="true" /> <span dir="auto">{text}</span>{' '}
        <span className="ensemble-agents-hidden">{status}</span>
        {path !== undefined && (
          <button type="button" className="ensemble-link-button" onClick={() => reveal(path)}>
            <bdi>{path}</bdi>
          </button>
        )}
      </div>
    );
  if (form === 'text') return <Words app={app} text={text} />;
  return (
    <div className={`ensemble-agents-${form}`} dir="auto">
      {text.split('\n').map((line, index) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have nothing else.
        <div key={index}>{line}</div>
      ))}
    </div>
  );
});

/** Words of an agent, as Markdown that runs and fetches nothing. */
function Words({ app, text }: { app: App; text: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { markdown } = app.workbench;
  useEffect(() => (place.current ? markdown.render(place.current, text, []) : undefined), [markdown, text]);
  return <div className="ensemble-agents-text" dir="auto" ref={place} />;
}
