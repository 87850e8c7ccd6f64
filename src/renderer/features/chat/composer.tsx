import { useEffect, useRef, useState } from 'react';
import { chatLimits } from '../../../shared/capabilities/chat/limits.ts';
import { Button } from '../../ui/button.tsx';

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
  /** Counts up when the box is to have the keyboard. */
  focused?: number;
}

/** Box for a message: Enter sends it, Shift+Enter begins a line. */
export function Composer({ label, initial = '', placeholder, send, cancel, typed, focused }: Props) {
  const [words, setWords] = useState(initial);
  const box = useRef<HTMLTextAreaElement>(null);
  const isEdit = cancel !== undefined && initial !== '';
  useEffect(() => {
    if (isEdit || (focused ?? 0) > 0) box.current?.focus();
  }, [isEdit, focused]);
  const change = (now: string) => {
    setWords(now);
    typed?.(now);
  };
  const submit = () => {
    if (words.trim() === '') return;
    send(words);
    setWords('');
  };
  return (
    <div className="ensemble-chat-composer">
      <textarea
        ref={box}
        aria-label={label}
        value={words}
        dir="auto"
        rows={Math.min(8, words.split('\n').length + 1)}
        maxLength={chatLimits.words}
        placeholder={placeholder}
        onChange={({ target }) => change(target.value)}
        onKeyDown={(event) => {
          // Keys of an input method choose a word, and send nothing.
          if (event.nativeEvent.isComposing) return;
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
      <Button disabled={words.trim() === ''} onClick={submit}>
        {isEdit ? 'Save' : 'Send'}
      </Button>
    </div>
  );
}
