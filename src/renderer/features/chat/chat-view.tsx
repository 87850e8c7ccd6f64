import '../../ui/rows.css';
import './chat.css';
import { type DragEvent, type KeyboardEvent, useCallback, useEffect, useMemo, useState } from 'react';
import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import type { App } from '../../session/app.ts';
import { IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { listNames } from '../../ui/words.ts';
import { ChatFoot } from './chat-foot.tsx';
import type { ChatModel } from './chat-model.ts';
import type { ChatViewProps } from './chat-view-props.ts';
import { EarlierItem } from './earlier-item.tsx';
import { MessageItem } from './message-item.tsx';
import { MessageWindow } from './message-window.tsx';
import { Pinned } from './pinned.tsx';
import { UnsentItems } from './unsent-items.tsx';

/** The chat beside the code: all messages, those that are sought, or one thread. */
export function ChatView(props: ChatViewProps) {
  const { app, talk, pictures, choose } = props;
  const { model, typing, attaching } = talk;
  const { version, unsent, isHere, problem, read, received, earlier, first, pageProblem } = useStore(model.store);
  const writers = useStore(typing.people);
  const [answered, setAnswered] = useState<ChatMessage | null>(null);
  const [thread, setThread] = useState<string | null>(null);
  const [sought, setSought] = useState('');
  const [target, setTarget] = useState<{ place: number; id: string; wish: number } | null>(null);
  const { room } = model;
  // biome-ignore lint/correctness/useExhaustiveDependencies: the room changes in its place, with the version.
  const found = useMemo(() => (sought === '' ? null : model.find(sought)), [model, sought, version]);
  const parts = thread === null ? null : [room.get(thread) ?? [], room.answersTo(thread)].flat();
  const shown = parts ?? found;
  // biome-ignore lint/correctness/useExhaustiveDependencies: each change of the messages is looked at.
  useEffect(() => {
    const look = () => document.hasFocus() && model.receipts.readSoon();
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [model, version]);
  const goTo = useCallback(
    async (id: string) => {
      if (!(await brought(app, model, id)))
        return void app.workbench.notifications.status('That message is not here any more.');
      setSought('');
      setThread(null);
      const place = model.store.get().first + model.room.placeOf(id);
      setTarget((before) => ({ place, id, wish: (before?.wish ?? 0) + 1 }));
    },
    [app, model],
  );
  const isSearching = sought !== '' && earlier > 0 && pageProblem === null;
  useEffect(() => {
    if (!isSearching) return;
    const ending = new AbortController();
    void model.past.all(ending.signal);
    return () => ending.abort();
  }, [model, isSearching]);
  const closeThread = (event: KeyboardEvent) => {
    if (event.key !== 'Escape' || thread === null) return;
    event.stopPropagation();
    setThread(null);
  };
  const drop = (event: DragEvent) => {
    if (!model.mayTalk || !event.dataTransfer.types.includes('Files')) return;
    // The workbench would open the file in an editor.
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'drop') attaching.add([...event.dataTransfer.files]);
  };
  const isThread = thread !== null;
  const acts = useMemo(
    () => ({ answer: setAnswered, goTo, openThread: isThread ? null : setThread }),
    [goTo, isThread],
  );
  const { participants, documents, snippets } = app.session.state;
  // The age of messages is drawn anew each minute.
  const common = [
    read,
    received,
    participants,
    documents,
    snippets,
    model.mayTalk,
    Math.floor(app.session.nowMs() / 60_000),
  ];
  const drawn = ({ id, replyTo }: ChatMessage) => [
    ...common,
    room.answersTo(id).length,
    replyTo === null ? null : (room.get(replyTo) ?? earlier > 0),
  ];
  return (
    <section className="ensemble-chat" aria-label="Chat" onDragOver={drop} onDrop={drop} onKeyDown={closeThread}>
      {thread === null ? (
        <div className="ensemble-rows-filter">
          <input
            type="search"
            aria-label="Search messages"
            placeholder="Search messages"
            value={sought}
            onChange={({ target: { value } }) => setSought(value)}
          />
          {model.mayTalk && <IconButton icon="comment" label="Message Somebody Alone…" onClick={choose} />}
        </div>
      ) : (
        <div className="ensemble-chat-thread-head">
          <IconButton icon="arrow-left" label="Back to All Messages" onClick={() => setThread(null)} />
          <strong>Thread</strong>
        </div>
      )}
      {model.other !== null && (
        <p className="ensemble-chat-private ensemble-row-quiet">
          <span className="codicon codicon-lock" aria-hidden="true" />
          {`Only you and ${model.nameOf(model.other)}. In no recording.`}
        </p>
      )}
      {problem !== null && <p className="ensemble-rows-empty">{problem}</p>}
      {shown === null && <Pinned model={model} pinned={model.pins} goTo={goTo} />}
      {isSearching && (
        <div className="ensemble-rows-empty ensemble-row-quiet" role="status">
          <div>{`Looking through earlier messages: ${earlier.toLocaleString('en')} are left.`}</div>
          <progress aria-label="Search of earlier messages" value={room.size} max={room.size + earlier} />
        </div>
      )}
      <MessageWindow
        key={thread ?? (found ? 'found' : 'all')}
        first={shown ? 0 : first}
        count={shown?.length ?? room.size}
        more={shown || earlier === 0 || pageProblem !== null ? null : () => void model.past.load()}
        top={shown === null && <EarlierItem model={model} />}
        slice={(from, to) => shown?.slice(from, to) ?? room.slice(from, to)}
        target={shown ? null : target}
        row={(each) => (
          <MessageItem
            key={each.id}
            app={app}
            model={model}
            message={each}
            pictures={pictures}
            acts={acts}
            drawn={drawn(each)}
          />
        )}
        end={<UnsentItems app={app} model={model} unsent={unsent} />}
      />
      {room.size === 0 && unsent.length === 0 && problem === null && (
        <p className="ensemble-rows-empty ensemble-chat-empty">{isHere ? emptyWords(model) : 'One moment…'}</p>
      )}
      {found?.length === 0 && !isSearching && (
        <p className="ensemble-rows-empty ensemble-chat-empty">
          {pageProblem === null ? 'No message is like this.' : `Earlier messages did not come: ${pageProblem}`}
        </p>
      )}
      <div className="ensemble-chat-writers ensemble-row-quiet" aria-live="polite">
        {writers.length > 0 &&
          `${listNames(writers.map((each) => model.nameOf(each)))} ${writers.length === 1 ? 'is' : 'are'} writing…`}
      </div>
      {model.mayTalk && <ChatFoot {...props} thread={thread} answered={answered} setAnswered={setAnswered} />}
    </section>
  );
}

/** Brings a message from an earlier page, where it is in one; somebody who does not want to wait ends it. */
async function brought({ workbench }: App, model: ChatModel, id: string): Promise<boolean> {
  if (model.get(id)) return true;
  return workbench.notifications.withProgress(
    'Going to an earlier message',
    (report, signal) => model.past.bring(id, signal, report),
    { place: 'notification', cancellable: true },
  );
}

function emptyWords(model: ChatModel): string {
  if (model.other === null) return 'Nothing has been said yet. Everybody in the session reads what you write here.';
  return `Nothing has been said yet. ${model.nameOf(model.other)} alone reads what you write here, also if they come back later.`;
}
