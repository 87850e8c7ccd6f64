import { memo, useEffect, useLayoutEffect, useRef } from 'react';
import { isHeading, type TranscriptPart } from '../../../shared/capabilities/agents/transcript.ts';
import { nameOfCall } from '../../../shared/capabilities/documents/agent-call.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import type { AskedWork } from '../../session/agent-calls.ts';
import type { App } from '../../session/app.ts';
import type { WorkCommand } from '../../session/work-commands.ts';
import { IconButton } from '../../ui/button.tsx';
import { drawnParts, workOf } from './drawn-parts.ts';

export interface TranscriptActs {
  reveal: (path: string) => void;
  /** Takes back, reviews or commits what an agent has done in a turn or a call. */
  actOn: (command: WorkCommand, work: AskedWork) => void;
}

interface Props {
  app: App;
  agent: string;
  name: string;
  parts: readonly TranscriptPart[];
  /** Names of turns and calls that have edited something that can be taken back. */
  edited: ReadonlySet<string>;
  acts: TranscriptActs;
}

const nearPx = 40;

/** Transcript of an agent: it stays at its end while that is in view. */
export function TranscriptView({ app, agent, name, parts, edited, acts }: Props) {
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
      {drawnParts(parts).map((part) => (
        <Part
          key={`${part.turn} ${part.part}`}
          app={app}
          agent={agent}
          part={part}
          hasEdited={edited.has(nameOfCall(workOf(part)))}
          acts={acts}
        />
      ))}
    </div>
  );
}

const icons = { waiting: 'circle-outline', working: 'sync', done: 'check', failed: 'error' } as const;

interface PartProps extends Pick<Props, 'app' | 'agent' | 'acts'> {
  part: TranscriptPart;
  hasEdited: boolean;
}

const Part = memo(function Part({ app, agent, part, hasEdited, acts }: PartProps) {
  const { form, text, status = 'done', path } = part;
  const buttons = hasEdited && <WorkActs agent={agent} part={part} acts={acts} />;
  if (form === 'tool')
    return (
      <div className="ensemble-agents-tool">
        <span className={`codicon codicon-${icons[status]}`} aria-hidden="true" />{' '}
        <span dir="auto">{plainWords(text)}</span> <span className="ensemble-agents-hidden">{status}</span>
        {path !== undefined && (
          <button type="button" className="ensemble-link-button" onClick={() => acts.reveal(path)}>
            <bdi>{plainWords(path)}</bdi>
          </button>
        )}
        {buttons}
      </div>
    );
  if (form === 'text') return <Words app={app} text={text} />;
  return (
    <>
      <div className={`ensemble-agents-${form === 'note' && isHeading(part) ? 'heading' : form}`} dir="auto">
        {text.split('\n').map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: lines of one text have nothing else.
          <div key={index}>{line}</div>
        ))}
      </div>
      {buttons}
    </>
  );
});

/** Acts on what an agent has done in a turn or a call, and on nothing else. */
function WorkActs({ agent, part, acts }: Pick<PartProps, 'agent' | 'part' | 'acts'>) {
  const title = beginningOf(plainWords(part.text));
  const words = isHeading(part) ? `the whole turn “${title}”` : title;
  const work = { person: agent, ...workOf(part), title };
  return (
    <span className="ensemble-agents-acts">
      <IconButton icon="discard" label={`Undo: ${words}`} onClick={() => acts.actOn('undo', work)} />
      <IconButton icon="checklist" label={`Review: ${words}`} onClick={() => acts.actOn('review', work)} />
      <IconButton icon="git-commit" label={`Commit: ${words}`} onClick={() => acts.actOn('commit', work)} />
    </span>
  );
}

/** Words of an agent, as Markdown that runs and fetches nothing. */
function Words({ app, text }: { app: App; text: string }) {
  const place = useRef<HTMLDivElement>(null);
  const { markdown } = app.workbench;
  useEffect(() => (place.current ? markdown.render(place.current, text, []) : undefined), [markdown, text]);
  return <div className="ensemble-agents-text" dir="auto" ref={place} />;
}
