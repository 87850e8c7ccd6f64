import { useState } from 'react';
import { promptLength } from '../../../shared/capabilities/agents/kinds.ts';
import { Button } from '../../ui/button.tsx';

interface Props {
  name: string;
  send: (text: string) => void;
}

/** Box for a prompt: Enter sends it, Shift+Enter begins a line. */
export function PromptBox({ name, send }: Props) {
  const [text, setText] = useState('');
  const words = text.trim();
  const go = () => {
    if (words === '') return;
    send(words);
    setText('');
  };
  return (
    <div className="ensemble-agents-prompt">
      <textarea
        aria-label="Prompt"
        placeholder={`Ask ${name} for work. It waits while there is other work.`}
        rows={2}
        maxLength={promptLength}
        value={text}
        dir="auto"
        onChange={({ target }) => setText(target.value)}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
          event.preventDefault();
          go();
        }}
      />
      <Button disabled={words === ''} onClick={go}>
        Send
      </Button>
    </div>
  );
}
