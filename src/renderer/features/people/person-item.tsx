import type { GrantableRight } from '../../../shared/core/rights.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import {
  accessibleName,
  callInWords,
  descriptionOf,
  localTimeInWords,
  partInWords,
  placeNameFirst,
  programInWords,
  stateInWords,
  whereInWords,
} from '../../ui/person-words.ts';
import { abilitiesOfPerson, asksInWords, rightWords } from '../../ui/right-words.ts';
import { personColour } from '../../workbench/index.ts';

interface Props {
  row: PersonRow;
  nowMs: number;
  canFollow: boolean;
  isFollowed: boolean;
  onFollow: () => void;
  /** Null where they do not ask, or I let nobody in. */
  onAnswer: ((admit: boolean) => void) | null;
  /** Null where they ask for no right, or I give none. */
  onAnswerAsk: ((right: GrantableRight, gives: boolean) => void) | null;
  /** Null where I cannot write to them alone. */
  onMessage: (() => void) | null;
  /** Null where I can do nothing about this person. */
  onManage: (() => void) | null;
}

/** Tooltip of a row: what its person may do. */
function ableInWords(row: PersonRow): string {
  return `${row.isMe ? 'You' : row.name} can ${abilitiesOfPerson(row)}.`;
}

const icons: Partial<Record<PersonRow['state'], string>> = { busy: 'bell-slash', idle: 'clock', away: 'watch' };

const programIcons = { agent: 'hubot', computer: 'vm', service: 'server-process' };

/** One person: a click follows them. */
export function PersonItem(props: Props) {
  const { row, nowMs, canFollow, isFollowed, onFollow, onAnswer, onAnswerAsk, onMessage, onManage } = props;
  const here = isHere(row);
  const icon = isFollowed
    ? 'eye'
    : row.drives
      ? 'keyboard'
      : (icons[row.state] ?? (row.program && programIcons[row.program.type]));
  const place = whereInWords(row);
  const time = localTimeInWords(row.offsetMinutes, new Date(nowMs));
  const able = row.state === 'asking' || row.state === 'banned' ? undefined : ableInWords(row);
  const content = (
    <>
      <Avatar name={row.name} colour={personColour(row.colorIndex)} muted={!here} />
      <span className="ensemble-row-words">
        <span className="ensemble-person-name">
          <bdi>{row.name}</bdi>
          {row.isMe && <span className="ensemble-row-quiet"> (you)</span>}
          {icon !== undefined && <span className={`codicon codicon-${icon}`} aria-hidden="true" />}
        </span>
        <span className="ensemble-row-quiet" title={time === '' ? undefined : time}>
          {row.program !== undefined && (
            <>
              <bdi title={row.program.facts.length > 0 ? row.program.facts.join(', ') : undefined}>
                {programInWords(row)}
              </bdi>
              {' · '}
            </>
          )}
          {row.role}
          {row.grants !== undefined && '*'} · {row.drives && 'drives · '}
          {row.call && `${callInWords(row)} · `}
          {stateInWords(row, nowMs)}
          {row.whereabouts !== null && ` · ${row.whereabouts}`}
          {row.follows !== null && (
            <>
              {' · follows '}
              <bdi>{row.follows}</bdi>
            </>
          )}
        </span>
        {row.paths !== undefined && (
          <span className="ensemble-row-quiet" title={row.paths.join(', ')}>
            sees <bdi>{partInWords(row.paths)}</bdi>
          </span>
        )}
        {row.asks !== undefined && <span className="ensemble-person-asks">{asksInWords(row)}</span>}
        {place !== '' && (
          <span className="ensemble-row-quiet" title={place}>
            {whereInWords(row, placeNameFirst)}
          </span>
        )}
      </span>
    </>
  );
  return (
    <li
      title={able}
      className={here ? 'ensemble-row' : 'ensemble-row ensemble-person-gone'}
      aria-label={accessibleName(row, nowMs)}
      onContextMenu={(event) => {
        if (!onManage) return;
        event.preventDefault();
        onManage();
      }}
    >
      {canFollow ? (
        <button
          type="button"
          className="ensemble-row-main"
          aria-label={`Follow ${row.name}`}
          aria-description={descriptionOf(row, nowMs)}
          aria-pressed={isFollowed}
          title={isFollowed ? `Stop following ${row.name}` : `Follow ${row.name}`}
          onClick={onFollow}
        >
          {content}
        </button>
      ) : (
        <div className="ensemble-row-main" tabIndex={-1}>
          {content}
        </div>
      )}
      {onAnswer && (
        <IconButton icon="check" label={`Admit ${row.name} as ${row.role}`} onClick={() => onAnswer(true)} />
      )}
      {onAnswer && <IconButton icon="close" label={`Deny ${row.name}`} onClick={() => onAnswer(false)} />}
      {onAnswerAsk &&
        row.asks?.slice(0, 1).map((right) => (
          <span key={right} className="ensemble-person-answer">
            <IconButton
              icon="check"
              label={`Give: let ${row.name} ${rightWords[right]}`}
              onClick={() => onAnswerAsk(right, true)}
            />
            <IconButton
              icon="close"
              label={`Not now: ${row.name} asks to ${rightWords[right]}`}
              onClick={() => onAnswerAsk(right, false)}
            />
          </span>
        ))}
      {onMessage && <IconButton icon="comment" label={`Message ${row.name}`} onClick={onMessage} />}
      {onManage && <IconButton icon="ellipsis" label={`Manage ${row.name}`} onClick={onManage} />}
    </li>
  );
}
