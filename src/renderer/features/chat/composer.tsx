import './composer.css';
import { type ClipboardEvent, useEffect, useRef, useState } from 'react';
import { chatLimits } from '../../../shared/capabilities/chat/limits.ts';
import { Button } from '../../ui/button.tsx';
import { useMentions } from './mentions.tsx';

interface Props {
  /** Accessible name of the box. */
  label: string;
  initial?: string;
  placeholder?: string;
  /** Takes the words when somebody sends them. */
  send: (words: string) => void;
  /** Called by Escape; without it, Escape does nothing. */
  cancel?: () => void;
  typed?: (words: string) => void;
  /** Names of people who can be mentioned. */
  names: () => readonly string[];
  /** Counts up when the box is to have the keyboard. */
  focused?: number;
  /** Takes files that are pasted. */
  attach?: (files: readonly File[]) => void;
  /**
   * `words`: it goes with words alone. `always`: also without. `later`: something is still on its way, and a message that
   * is sent goes out behind it. `stuck`: something cannot go.
   */
  goes?: 'words' | 'always' | 'later' | 'stuck';
  /** Counts up when all that is here is to go, as by Enter. */
  sent?: number;
}

/** Box for a message: Enter sends it, Shift+Enter begins a line. */
export function Composer(props: Props) {
  const {
    label,
    initial = '',
    placeholder,
    send,
    cancel,
    typed,
    names,
    focused,
    attach,
    goes = 'words',
    sent = 0,
  } = props;
  const [words, setWords] = useState(initial);
  const [isWaiting, setWaiting] = useState(false);
  const box = useRef<HTMLTextAreaElement>(null);
  const isEdit = cancel !== undefined && initial !== '';
  useEffect(() => {
    if (isEdit || (focused ?? 0) > 0) box.current?.focus();
  }, [isEdit, focused]);
  const change = (now: string) => {
    setWords(now);
    setWaiting(false);
    typed?.(now);
  };
  const mentions = useMentions(box, names, change);
  const isReady = goes === 'always' || (goes === 'words' && words.trim() !== '');
  const submit = () => {
    setWaiting(goes === 'later' || goes === 'stuck');
    if (!isReady) return;
    send(words);
    setWords('');
    mentions.close();
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was sent early goes out once all is there.
  useEffect(() => {
    if (isWaiting && (goes === 'words' || goes === 'always')) submit();
  }, [isWaiting, goes]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: each wish is followed once.
  useEffect(() => {
    if (sent > 0) submit();
  }, [sent]);
  const pasted = (event: ClipboardEvent) => {
    const files = [...event.clipboardData.files];
    if (!attach || files.length === 0) return;
    event.preventDefault();
    attach(files);
  };
  return (
    <div className="ensemble-chat-composer">
      {mentions.offered}
      <textarea
        ref={box}
        aria-label={label}
        {...mentions.attributes}
        value={words}
        dir="auto"
        rows={Math.min(8, words.split('\n').length + 1)}
        maxLength={chatLimits.words}
        placeholder={placeholder}
        onChange={({ target }) => {
          change(target.value);
          mentions.look();
        }}
        onClick={mentions.look}
        onBlur={mentions.close}
        onPaste={pasted}
        onKeyDown={(event) => {
          // Keys of an input method choose a word, and send nothing.
          if (event.nativeEvent.isComposing || mentions.takesKey(event)) return;
          if (event.key === 'Enter' && !event.shiftKey) {
            event.preventDefault();
            submit();
          }
          if (event.key === 'Escape' && cancel) {
            event.stopPropagation();
            cancel();
          }
        }}
      />
      <div className="ensemble-row-quiet" aria-live="polite">
        {isWaiting && (goes === 'later' ? 'Goes out once the files are there.' : '')}
        {isWaiting && (goes === 'stuck' ? 'A file cannot go: leave it out, or send it again.' : '')}
      </div>
      <Button disabled={!isReady && goes !== 'later'} onClick={submit}>
        {isEdit ? 'Save' : 'Send'}
      </Button>
    </div>
  );
}
