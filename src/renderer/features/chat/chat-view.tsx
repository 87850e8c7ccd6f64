import '../../ui/rows.css';
import './chat.css';
import { type DragEvent, useEffect, useLayoutEffect, useRef, useState } from 'react';
import { type Priority, priorities, type Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import type { ChatMessage } from '../../../shared/capabilities/chat/room.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import type { App } from '../../session/app.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { listNames } from '../../ui/words.ts';
import { AttachedList } from './attached-list.tsx';
import type { Attaching } from './attaching.ts';
import type { ChatModel } from './chat-model.ts';
import { Composer } from './composer.tsx';
import { MessageItem } from './message-item.tsx';
import type { Pictures } from './pictures.ts';
import { snippetInWords } from './snippets.ts';
import type { Typing } from './typing.ts';

/** Messages that are drawn at first, and that come with each look further back. */
const pageMessages = 100;

export interface ChatViewProps {
  app: App;
  model: ChatModel;
  typing: Typing;
  /** Lines of code for the next message. */
  snippet: Store<Snippet | null> & { set(value: Snippet | null): void };
  /** Counts up when somebody wants to write. */
  focused: Store<number>;
  attaching: Attaching;
  pictures: Pictures;
}

/** The chat beside the code. */
export function ChatView({ app, model, typing, snippet, focused, attaching, pictures }: ChatViewProps) {
  const { messages, unsent, isHere, problem } = useStore(model.store);
  const writers = useStore(typing.people);
  const lines = useStore(snippet);
  const focus = useStore(focused);
  const attached = useStore(attaching.store);
  const [answered, setAnswered] = useState<ChatMessage | null>(null);
  const [priority, setPriority] = useState<Priority>('normal');
  const [sought, setSought] = useState('');
  const [shownCount, setShownCount] = useState(pageMessages);
  const list = useRef<HTMLDivElement>(null);
  const isAtEnd = useRef(true);
  const found = sought === '' ? messages : messages.filter((each) => isFound(model, each, sought));
  const shown = found.slice(-shownCount);
  const pinned = messages.filter(({ isPinned }) => isPinned);
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
    if (messages.length === 0) return;
    const look = () => document.hasFocus() && model.markReadSoon();
    look();
    window.addEventListener('focus', look);
    return () => window.removeEventListener('focus', look);
  }, [messages, model]);
  const send = (words: string) => {
    model.post(words, { replyTo: answered?.id ?? null, priority, snippet: lines, files: attaching.take() });
    typing.posted();
    isAtEnd.current = true;
    setAnswered(null);
    setPriority('normal');
    snippet.set(null);
  };
  const choose = async () => attaching.add(await app.workbench.dialogs.upload({ multiple: true }));
  const drop = (event: DragEvent) => {
    if (!model.mayTalk || !event.dataTransfer.types.includes('Files')) return;
    // The workbench would open the file in an editor.
    event.preventDefault();
    event.stopPropagation();
    if (event.type === 'drop') attaching.add([...event.dataTransfer.files]);
  };
  return (
    <section className="ensemble-chat" aria-label="Chat" onDragOver={drop} onDrop={drop}>
      <div className="ensemble-rows-filter">
        <input
          type="search"
          aria-label="Search messages"
          placeholder="Search messages"
          value={sought}
          onChange={({ target }) => setSought(target.value)}
        />
      </div>
      {problem !== null && <p className="ensemble-rows-empty">{problem}</p>}
      {pinned.length > 0 && sought === '' && <Pinned model={model} pinned={pinned} />}
      <div
        className="ensemble-chat-list"
        role="log"
        aria-label="Messages"
        ref={list}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) => {
          isAtEnd.current = scrollHeight - scrollTop - clientHeight < 60;
        }}
      >
        {found.length > shown.length && (
          <div className="ensemble-rows-buttons">
            <Button secondary onClick={() => setShownCount(shownCount + pageMessages)}>
              Show earlier messages
            </Button>
          </div>
        )}
        <ul>
          {shown.map((each) => (
            <MessageItem
              key={each.id}
              app={app}
              model={model}
              message={each}
              answer={setAnswered}
              pictures={pictures}
            />
          ))}
          {unsent.map(({ id, words, files, problem: refusal }) => (
            <li key={id} className="ensemble-chat-message ensemble-chat-unsent">
              <div className="ensemble-chat-body">
                <div className="ensemble-chat-words">{words || files.map(({ name }) => name).join(', ')}</div>
                <div className="ensemble-row-quiet">
                  {refusal ??
                    (app.client.status.is === 'online' ? 'Sending…' : 'Goes out once the connection is back.')}
                </div>
              </div>
              {refusal !== null && <IconButton icon="close" label="Put away" onClick={() => model.takeBack(id)} />}
            </li>
          ))}
        </ul>
        {messages.length === 0 && unsent.length === 0 && problem === null && (
          <p className="ensemble-rows-empty">
            {isHere ? 'Nothing has been said yet. Everybody in the session reads what you write here.' : 'One moment…'}
          </p>
        )}
        {messages.length > 0 && found.length === 0 && <p className="ensemble-rows-empty">No message is like this.</p>}
      </div>
      <div className="ensemble-chat-writers ensemble-row-quiet" aria-live="polite">
        {writers.length > 0 &&
          `${listNames(writers.map((each) => model.nameOf(each)))} ${writers.length === 1 ? 'is' : 'are'} writing…`}
      </div>
      {model.mayTalk && (
        <div className="ensemble-chat-foot">
          {answered && (
            <Chip label="Answer no message" close={() => setAnswered(null)}>
              {`Answers ${model.nameOf(answered.person)}: ${beginningOf(answered.words)}`}
            </Chip>
          )}
          {lines && (
            <Chip label="Leave the lines out" close={() => snippet.set(null)}>
              {snippetInWords(app, lines)}
            </Chip>
          )}
          <AttachedList attaching={attaching} />
          <Composer
            label="Message"
            names={() => model.othersNames()}
            attach={(files) => attaching.add(files)}
            goes={attached.length === 0 ? 'words' : attaching.isReady ? 'always' : 'later'}
            placeholder="Message everybody (@ mentions somebody)"
            send={send}
            typed={(words) => typing.typed(words)}
            focused={focus + (answered ? 1 : 0)}
          />
          <div className="ensemble-chat-tools">
            <IconButton icon="attach" label="Attach Files" onClick={() => void choose()} />
            <select
              aria-label="Priority"
              value={priority}
              onChange={({ target }) => setPriority(target.value as Priority)}
            >
              {priorities.map((each) => (
                <option key={each} value={each}>
                  {each === 'normal' ? 'normal priority' : each}
                </option>
              ))}
            </select>
          </div>
        </div>
      )}
    </section>
  );
}

function isFound(model: ChatModel, { words, person, files = [] }: ChatMessage, sought: string): boolean {
  const wanted = sought.toLowerCase();
  if (files.some(({ name }) => name.toLowerCase().includes(wanted))) return true;
  return words.toLowerCase().includes(wanted) || model.nameOf(person).toLowerCase().includes(wanted);
}

function Pinned({ model, pinned }: { model: ChatModel; pinned: readonly ChatMessage[] }) {
  return (
    <details className="ensemble-chat-pinned">
      <summary>{pinned.length === 1 ? '1 pinned message' : `${pinned.length} pinned messages`}</summary>
      <ul>
        {pinned.map(({ id, person, words }) => (
          <li key={id}>{`${model.nameOf(person)}: ${words.replace(/\s+/g, ' ').slice(0, 200)}`}</li>
        ))}
      </ul>
    </details>
  );
}

function Chip({ children, label, close }: { children: string; label: string; close: () => void }) {
  return (
    <div className="ensemble-chat-chip">
      <span>{children}</span>
      <IconButton icon="close" label={label} onClick={close} />
    </div>
  );
}
