import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import type { ChatModel } from './chat-model.ts';

interface Props {
  model: ChatModel;
  pinned: readonly ChatMessage[];
  goTo: (message: string) => void;
}

/** Pinned messages, above all others. */
export function Pinned({ model, pinned, goTo }: Props) {
  if (pinned.length === 0) return null;
  return (
    <details className="ensemble-chat-pinned">
      <summary>{pinned.length === 1 ? '1 pinned message' : `${pinned.length} pinned messages`}</summary>
      <ul>
        {pinned.map(({ id, person, words }) => (
          <li key={id}>
            <button type="button" className="ensemble-link-button" onClick={() => goTo(id)}>
              {`${model.nameOf(person)}: ${beginningOf(words) || 'a file'}`}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
