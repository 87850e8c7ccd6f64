import { type FocusEvent, memo, useEffect, useRef, useState } from 'react';
import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import { commitOf } from '../../../shared/capabilities/snippets/snippets-state.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { listNames } from '../../ui/words.ts';
import { personColour } from '../../workbench/index.ts';
import type { ChatModel } from './chat-model.ts';
import { Composer } from './composer.tsx';
import { FileItems } from './file-items.tsx';
import { type MessageActs, MessageBar } from './message-bar.tsx';
import type { Pictures } from './pictures.ts';
import { revealSnippet, snippetInWords } from './snippets.ts';

interface Props {
  app: App;
  model: ChatModel;
  message: ChatMessage;
  pictures: Pictures;
  acts: MessageActs;
  /** All else that is drawn of it, as it is now: a message is drawn anew where one of these has changed. */
  drawn: readonly unknown[];
}

const isSame = (before: Props, now: Props): boolean =>
  before.message === now.message &&
  before.acts === now.acts &&
  before.drawn.every((each, index) => Object.is(each, now.drawn[index]));

/** One message: its person, words, lines of code, reactions, and the acts that one may do. */
export const MessageItem = memo(DrawnMessage, isSame);

function DrawnMessage({ app, model, message, pictures, acts }: Props) {
  const { session } = app;
  const { person, words, mentions, replyTo, priority, snippet, isDeleted, isPinned } = message;
  const [isEditing, setEditing] = useState(false);
  const [isNear, near] = useNearness();
  const name = model.nameOf(person);
  const isMine = person === model.person;
  const answered = replyTo === null ? undefined : model.get(replyTo);
  const classes = ['ensemble-chat-message', `ensemble-chat-${priority}`];
  if (model.person !== null && mentions.includes(model.person)) classes.push('ensemble-chat-mentions-me');
  return (
    <li className={classes.join(' ')} data-message={message.id} {...near}>
      <Avatar name={name} colour={personColour(session.state.participants[person]?.colorIndex ?? 0)} />
      <div className="ensemble-chat-body ensemble-row-stop" tabIndex={-1}>
        {replyTo !== null && acts.openThread && (
          <button
            type="button"
            className="ensemble-link-button ensemble-row-quiet"
            title="Go to that message"
            onClick={() => acts.goTo(replyTo)}
          >
            {answered && !answered.isDeleted
              ? `answers ${model.nameOf(answered.person)}: ${beginningOf(answered.words) || 'a file'}`
              : model.store.get().earlier > 0 && !answered
                ? 'answers an earlier message'
                : 'answers a message that is gone'}
          </button>
        )}
        <div className="ensemble-chat-head">
          <strong dir="auto">{isMine ? `${name} (you)` : name}</strong>
          <span className="ensemble-row-quiet" title={new Date(message.atMs).toLocaleString()}>
            {agoInWords(message.atMs, session.nowMs())}
            {message.editedMs !== null && ' · edited'}
            {isPinned && ' · pinned'}
            {priority !== 'normal' && ` · ${priority}`}
          </span>
        </div>
        {isDeleted && <em className="ensemble-row-quiet">This message was taken away.</em>}
        {!isDeleted && !isEditing && words !== '' && (
          <Words app={app} words={words} mentioned={model.namesOf(mentions)} />
        )}
        {isEditing && (
          <Composer
            label="Edit message"
            names={() => model.othersNames()}
            initial={words}
            send={(changed) => {
              if (changed !== words) model.edit(message.id, changed);
              setEditing(false);
            }}
            cancel={() => setEditing(false)}
          />
        )}
        {snippet && (
          <button type="button" className="ensemble-chat-snippet" onClick={() => void revealSnippet(app, snippet)}>
            <span className="codicon codicon-code" aria-hidden="true" />
            {snippetInWords(app, snippet, commitOf(session.state, message, snippet.document))}
          </button>
        )}
        {message.files && <FileItems app={app} pictures={pictures} files={message.files} />}
        <Reactions model={model} message={message} />
        {acts.openThread && <ThreadLink app={app} model={model} message={message} open={acts.openThread} />}
        {isMine && !isDeleted && <Receivers app={app} model={model} message={message} />}
      </div>
      {isNear && model.mayTalk && !isDeleted && !isEditing && (
        <MessageBar app={app} model={model} message={message} acts={acts} edit={() => setEditing(true)} />
      )}
    </li>
  );
}

/** Tells whether an element is pointed at or has the focus: acts that are drawn of each message cost long tasks. */
function useNearness() {
  const [isPointedAt, setPointedAt] = useState(false);
  const [isFocused, setFocused] = useState(false);
  const handlers = {
    onPointerEnter: () => setPointedAt(true),
    onPointerLeave: () => setPointedAt(false),
    onFocus: () => setFocused(true),
    onBlur: ({ currentTarget, relatedTarget }: FocusEvent) => setFocused(currentTarget.contains(relatedTarget)),
  };
  return [isPointedAt || isFocused, handlers] as const;
}

/** Words as Markdown, drawn by the workbench. */
function Words({ app, words, mentioned }: { app: App; words: string; mentioned: readonly string[] }) {
  const container = useRef<HTMLDivElement>(null);
  const names = mentioned.join('\n');
  useEffect(() => {
    if (container.current === null) return;
    return app.workbench.markdown.render(container.current, words, names === '' ? [] : names.split('\n'));
  }, [app, words, names]);
  return <div className="ensemble-chat-words" dir="auto" ref={container} />;
}

function Reactions({ model, message: { id, reactions } }: Pick<Props, 'model' | 'message'>) {
  if (reactions.length === 0) return null;
  return (
    <div className="ensemble-chat-reactions">
      {reactions.map(([sign, people]) => {
        const names = listNames(people.map((each) => model.nameOf(each)));
        const isMine = model.person !== null && people.includes(model.person);
        return (
          <button
            key={sign}
            type="button"
            className="ensemble-chat-reaction"
            aria-pressed={isMine}
            aria-label={`${sign} by ${names}`}
            title={names}
            disabled={!model.mayTalk}
            onClick={() => model.react(id, sign)}
          >
            {`${sign} ${people.length}`}
          </button>
        );
      })}
    </div>
  );
}

/** Names of those who have a message of mine, and of those who have seen it. */
function Receivers({ app: { session }, model, message: { person, seq } }: Pick<Props, 'app' | 'model' | 'message'>) {
  const have = Object.keys(session.state.participants).filter(
    (each) => each !== person && model.receivedUpTo(each) >= seq,
  );
  const hasSeen = (each: string) => model.readUpTo(each) >= seq;
  const [seen, delivered] = [have.filter(hasSeen), have.filter((each) => !hasSeen(each))];
  const words = (most?: number) => {
    const names = (people: string[]) =>
      listNames(
        people.map((each) => model.nameOf(each)),
        most,
      );
    const parts = [
      delivered.length > 0 && `Delivered to ${names(delivered)}`,
      seen.length > 0 && `Seen by ${names(seen)}`,
    ];
    return parts.filter((each) => each !== false).join(' · ') || 'Sent';
  };
  const all = words(have.length);
  return (
    <div className="ensemble-row-quiet ensemble-chat-seen" role="note" title={all} aria-label={all}>
      {words()}
    </div>
  );
}

/** Number of a message's answers, and of those that are new to me: shows its thread. */
function ThreadLink({
  app: { session },
  model,
  message,
  open,
}: Pick<Props, 'app' | 'model' | 'message'> & { open: (root: string) => void }) {
  const answers = model.room.answersTo(message.id);
  const last = answers.at(-1);
  if (!last) return null;
  const unread = model.unreadIn(message.id);
  const count = answers.length === 1 ? '1 answer' : `${answers.length} answers`;
  return (
    <button type="button" className="ensemble-link-button" title="Show this thread" onClick={() => open(message.id)}>
      <strong>{unread === 0 ? count : `${count}, ${unread} new`}</strong>
      <span className="ensemble-row-quiet">{` last ${agoInWords(last.atMs, session.nowMs())}`}</span>
    </button>
  );
}
