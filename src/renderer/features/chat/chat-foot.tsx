import { useState } from 'react';
import { type Priority, priorities } from '../../../shared/capabilities/chat/kinds.ts';
import { chatLimits } from '../../../shared/capabilities/chat/limits.ts';
import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import { IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { VoiceBar } from '../../ui/voice-bar.tsx';
import type { VoiceRecording } from '../../ui/voice-recorder.ts';
import { AttachedList } from './attached-list.tsx';
import type { AttachedFile } from './attaching.ts';
import type { ChatModel } from './chat-model.ts';
import type { ChatViewProps } from './chat-view-props.ts';
import { Composer } from './composer.tsx';
import { headOf, snippetInWords } from './snippets.ts';

interface Props extends ChatViewProps {
  /** Thread that is shown: what is written answers its first message. */
  thread: string | null;
  answered: ChatMessage | null;
  setAnswered: (message: ChatMessage | null) => void;
}

/** Box for the next message, with all that goes with it. */
export function ChatFoot(props: Props) {
  const { app, talk, focused, thread, answered, setAnswered } = props;
  const { model, typing, snippet, attaching, voice } = talk;
  const lines = useStore(snippet);
  const focus = useStore(focused);
  const attached = useStore(attaching.store);
  const [priority, setPriority] = useState<Priority>('normal');
  const send = (words: string) => {
    model.post(words, { replyTo: answered?.id ?? thread, priority, snippet: lines, files: attaching.take() });
    talk.draft = '';
    typing.posted();
    setAnswered(null);
    setPriority('normal');
    snippet.set(null);
  };
  const [voices, setVoices] = useState(0);
  const sendVoice = ({ file, lengthMs }: VoiceRecording) => {
    attaching.add([file], lengthMs);
    setVoices((count) => count + 1);
  };
  const noRoom = () =>
    attached.length < chatLimits.files ? null : `${chatLimits.files} files are in this message: send it first.`;
  const choose = async () => attaching.add(await app.workbench.dialogs.upload({ multiple: true }));
  return (
    <div className="ensemble-chat-foot">
      {answered && (
        <Chip label="Answer no message" close={() => setAnswered(null)}>
          {`Answers ${model.nameOf(answered.person)}: ${beginningOf(answered.words) || 'a file'}`}
        </Chip>
      )}
      {lines && (
        <Chip label="Leave the lines out" close={() => snippet.set(null)}>
          {snippetInWords(app, lines, model.other === null ? headOf(app, lines) : null)}
        </Chip>
      )}
      <AttachedList attaching={attaching} />
      <Composer
        label="Message"
        names={() => model.othersNames()}
        attach={(files) => attaching.add(files)}
        goes={goesWith(attached)}
        placeholder={thread === null ? placeholderOf(model) : 'Answer in this thread'}
        initial={talk.draft}
        send={send}
        typed={(words) => {
          talk.draft = words;
          typing.typed(words);
        }}
        sent={voices}
        focused={focus + voices + (answered ? 1 : 0) + (thread === null ? 0 : 1)}
      />
      <VoiceBar recorder={voice} send={sendVoice} objection={noRoom} />
      <div className="ensemble-chat-tools">
        <IconButton icon="attach" label="Attach Files" onClick={() => void choose()} />
        <IconButton icon="mic" label="Record Voice Message" onClick={() => void voice.start()} />
        <select aria-label="Priority" value={priority} onChange={({ target }) => setPriority(target.value as Priority)}>
          {priorities.map((each) => (
            <option key={each} value={each}>
              {each === 'normal' ? 'normal priority' : each}
            </option>
          ))}
        </select>
      </div>
    </div>
  );
}

function goesWith(attached: readonly AttachedFile[]): 'words' | 'always' | 'later' | 'stuck' {
  if (attached.length === 0) return 'words';
  if (attached.some(({ problem }) => problem !== null)) return 'stuck';
  return attached.every(({ hash }) => hash !== null) ? 'always' : 'later';
}

function placeholderOf(model: ChatModel): string {
  return model.other === null
    ? 'Message everybody (@ mentions somebody)'
    : `Message ${model.nameOf(model.other)} alone`;
}

function Chip({ children, label, close }: { children: string; label: string; close: () => void }) {
  return (
    <div className="ensemble-chat-chip">
      <span>{children}</span>
      <IconButton icon="close" label={label} onClick={close} />
    </div>
  );
}
