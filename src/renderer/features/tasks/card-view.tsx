import { type DragEvent, type KeyboardEvent, useEffect, useRef } from 'react';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { personColour } from '../../workbench/index.ts';
import type { TaskActs } from './acting.ts';
import type { Card } from './board-model.ts';
import { detailsOf, moreOf, tooltipOf } from './card-words.ts';

interface Props {
  app: App;
  acts: TaskActs;
  card: Card;
  mayEdit: boolean;
  /** Moves the card by columns to the right, and by places down. */
  onStep: (aside: number, down: number) => void;
  onDrag: (event: DragEvent) => void;
}

const steps: Record<string, [number, number]> = {
  ArrowLeft: [-1, 0],
  ArrowRight: [1, 0],
  ArrowUp: [0, -1],
  ArrowDown: [0, 1],
};

/** Card that was moved by keys, as it was before: it keeps the keyboard in its new place. */
let moved: Card | null = null;

/** A card: a click opens its file, Alt and arrows move it. */
export function CardView({ app, acts, card, mayEdit, onStep, onDrag }: Props) {
  const { session, workbench } = app;
  const button = useRef<HTMLButtonElement>(null);
  const { path, title, task, fault, holder, work, failed } = card;
  useEffect(() => {
    if (moved?.path !== path || (moved.status === card.status && moved.rank === card.rank)) return;
    moved = null;
    button.current?.focus();
  });
  const isMine = holder !== null && holder === session.person;
  const name = holder === null ? null : (shownName(session.state, holder) ?? 'Somebody');
  const onKeyDown = (event: KeyboardEvent) => {
    const step = steps[event.key];
    if (!event.altKey || event.ctrlKey || event.metaKey || step === undefined) return;
    // Otherwise the browser goes a page back, and the workbench to the place before.
    event.preventDefault();
    event.stopPropagation();
    if (!mayEdit || task === null) return;
    moved = card;
    onStep(...step);
  };
  const held = name === null ? '' : `, ${isMine ? 'you have it' : `${name} has it`}`;
  const ended = failed === null ? '' : ', its last run failed';
  const [, ...told] = tooltipOf(card);
  const more = moreOf(card);
  const mayChange = mayEdit && task !== null;
  const label = fault === null ? `${title}${held}${ended}` : `${title}: ${fault.message}`;
  return (
    <li
      className="ensemble-row ensemble-task"
      aria-label={label}
      data-path={path}
      draggable={mayChange}
      onContextMenu={(event) => {
        if (!mayChange) return;
        event.preventDefault();
        void acts.change(card);
      }}
      onDragStart={onDrag}
      onKeyDown={onKeyDown}
    >
      <button
        ref={button}
        type="button"
        className="ensemble-row-main"
        aria-label={`Open ${label}`}
        aria-description={told.join('. ')}
        title={tooltipOf(card).join('\n')}
        onClick={() => void workbench.editors.reveal(path, fault?.line ?? 1, { preview: false })}
      >
        {name !== null && (
          <Avatar name={name} colour={personColour(session.state.participants[holder!]?.colorIndex ?? 0)} />
        )}
        <span className="ensemble-row-words">
          <span className="ensemble-task-title">{title}</span>
          {fault !== null && (
            <span className="ensemble-task-fault">
              <span className="codicon codicon-warning" aria-hidden="true" /> {fault.message}
            </span>
          )}
          {task !== null && <span className="ensemble-row-quiet">{detailsOf(card)}</span>}
          {more !== '' && <span className="ensemble-row-quiet ensemble-task-more">{more}</span>}
          {name !== null && <span className="ensemble-row-quiet">{isMine ? 'Yours now' : `${name} has it now`}</span>}
          {work !== null && (
            <span className="ensemble-row-quiet">
              <span className="codicon codicon-sync codicon-modifier-spin" aria-hidden="true" /> {plainWords(work)}
            </span>
          )}
          {failed !== null && (
            <span className="ensemble-task-fault">
              <span className="codicon codicon-error" aria-hidden="true" /> Run failed: {plainWords(failed.words)}
            </span>
          )}
        </span>
      </button>
      {failed !== null && (
        <button
          type="button"
          className="ensemble-row-button"
          aria-label={`Show the transcript of the failed run of ${title}`}
          onClick={() => void workbench.commands.execute('ensemble.agents.show', failed.agent)}
        >
          Transcript
        </button>
      )}
      {mayChange && (
        <span className="ensemble-task-buttons">
          <button
            type="button"
            className="ensemble-row-button"
            aria-label={`Set owner or priority of ${title}`}
            title="Owner, Priority…"
            onClick={() => void acts.change(card)}
          >
            <span className="codicon codicon-ellipsis" aria-hidden="true" />
          </button>
          <button
            type="button"
            className="ensemble-row-button"
            aria-label={`${isMine ? 'Release' : name === null ? 'Claim' : 'Take over'} ${title}`}
            onClick={() => void (isMine ? acts.release(card) : acts.claim(card))}
          >
            {isMine ? 'Release' : name === null ? 'Claim' : 'Take over'}
          </button>
        </span>
      )}
    </li>
  );
}
