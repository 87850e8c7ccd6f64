import { standingVerdicts } from '../../../shared/capabilities/comments/comment-state.ts';
import '../../ui/rows.css';
import './review.css';
import { useState } from 'react';
import { inReviewOrder, linesInWords } from '../../../shared/capabilities/comments/review-text.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { personColour } from '../../workbench/index.ts';
import type { CommentsModel, PlacedThread } from './comments-model.ts';

export interface ReviewActs {
  give: (verdict: 'approved' | 'changes-wanted' | 'none') => void;
  markdown: () => void;
  patch: () => void;
}

interface Props {
  app: App;
  model: CommentsModel;
  acts: ReviewActs;
}

const states = ['open', 'resolved', 'all'] as const;
type State = (typeof states)[number];

const stateNames: Record<State, string> = { open: 'Open', resolved: 'Resolved', all: 'All' };

/** View of the review: verdicts, and every thread with its state, those whose code is gone first. */
export function ReviewView({ app, model, acts }: Props) {
  const placed = useStore(model.store);
  const [state, setState] = useState<State>('open');
  const [person, setPerson] = useState('');
  const { comments } = model.source;
  const isOf = ({ thread }: PlacedThread) =>
    (state === 'all' || (thread.resolved !== null) === (state === 'resolved')) &&
    (person === '' || thread.comments.some((each) => each.person === person || each.mentions.includes(person)));
  const shown = inReviewOrder(placed.map((each) => ({ ...each, path: each.key }))).filter(isOf);
  const mine = model.source.person === null ? undefined : comments.reviews[model.source.person];
  return (
    <div className="ensemble-rows">
      {model.mayComment && app.recording === null && (
        <div className="ensemble-rows-buttons">
          <Button icon="check" secondary onClick={() => acts.give('approved')}>
            Approve
          </Button>
          <Button icon="request-changes" secondary onClick={() => acts.give('changes-wanted')}>
            Ask for changes
          </Button>
          {mine && (
            <Button secondary onClick={() => acts.give('none')}>
              Take verdict back
            </Button>
          )}
        </div>
      )}
      <Verdicts app={app} />
      <div className="ensemble-rows-filter">
        <select aria-label="State" value={state} onChange={({ target }) => setState(target.value as State)}>
          {states.map((each) => (
            <option key={each} value={each}>
              {stateNames[each]}
            </option>
          ))}
        </select>
        <select aria-label="Person" value={person} onChange={({ target }) => setPerson(target.value)}>
          <option value="">Everybody</option>
          {[...model.source.names()].map(([each, name]) => (
            <option key={each} value={each}>
              {name}
            </option>
          ))}
        </select>
      </div>
      <RowList label="Comments">
        {shown.map((each) => (
          <ThreadItem key={each.thread.id} app={app} model={model} placed={each} />
        ))}
      </RowList>
      {shown.length === 0 && <p className="ensemble-rows-empty">{emptyWords(placed.length, model.mayComment)}</p>}
      {placed.length > 0 && (
        <div className="ensemble-rows-buttons">
          <Button icon="markdown" secondary onClick={acts.markdown}>
            Export as Markdown
          </Button>
          <Button icon="diff" secondary onClick={acts.patch}>
            Export suggestions
          </Button>
        </div>
      )}
    </div>
  );
}

function Verdicts({ app: { session } }: Pick<Props, 'app'>) {
  const all = Object.entries(standingVerdicts(session.state));
  if (all.length === 0) return null;
  return (
    // biome-ignore lint/a11y/noRedundantRoles: Safari takes the role from lists without markers.
    <ul role="list" aria-label="Verdicts">
      {all.map(([person, { verdict, words, atMs }]) => (
        <li key={person} className="ensemble-review-verdict">
          <span
            className={`codicon codicon-${verdict === 'approved' ? 'pass' : 'request-changes'}`}
            aria-hidden="true"
          />
          <span>
            {`${shownName(session.state, person) ?? 'Somebody'} ${verdict === 'approved' ? 'approves' : 'wants changes'}`}
            {words !== '' && `: ${words}`}{' '}
            <span className="ensemble-row-quiet">{agoInWords(atMs, session.nowMs())}</span>
          </span>
        </li>
      ))}
    </ul>
  );
}

function ThreadItem({ app, model, placed: { thread, key, lines } }: Omit<Props, 'acts'> & { placed: PlacedThread }) {
  const { state } = app.session;
  const [first] = thread.comments;
  const name = model.source.nameOf(first?.person ?? '');
  const place = `${key?.split('/').at(-1) ?? 'Untitled'}, ${lines === null ? 'its code is gone' : linesInWords(lines)}`;
  const count = thread.comments.length - 1;
  const replies = count === 0 ? '' : count === 1 ? ' · 1 reply' : ` · ${count} replies`;
  const words = first?.words.replace(/\s+/g, ' ').slice(0, 200) ?? '';
  const end = thread.resolved === null ? '' : ' · resolved';
  return (
    <li className="ensemble-row" aria-label={`${place}: ${name}: ${words}${replies}${end}`}>
      <button
        type="button"
        className="ensemble-row-main"
        title={key ?? ''}
        onClick={() => void app.workbench.comments.reveal(thread.id)}
      >
        <Avatar name={name} colour={personColour(state.participants[first?.person ?? '']?.colorIndex ?? 0)} />
        <span className="ensemble-row-words">
          <span>{words}</span>
          <span className="ensemble-row-quiet">
            {place}
            {replies}
            {end}
          </span>
        </span>
      </button>
    </li>
  );
}

function emptyWords(count: number, mayComment: boolean): string {
  if (count > 0) return 'No comment is like this.';
  return mayComment
    ? 'No comments yet. Put the cursor into a line and press Ctrl+K and then A, or click beside its number.'
    : 'No comments yet.';
}
