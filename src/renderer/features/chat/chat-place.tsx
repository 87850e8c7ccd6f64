import { useStore } from '../../ui/react-render.tsx';
import { ChatView } from './chat-view.tsx';
import type { ChatPlaceProps } from './chat-view-props.ts';
import { TalkList } from './talk-list.tsx';

/** The chat beside the code: the conversations, and the one that is shown. */
export function ChatPlace({ talks, ...rest }: ChatPlaceProps) {
  const talk = useStore(talks.shown);
  return (
    <div className="ensemble-chat-place">
      <TalkList talks={talks} />
      <ChatView key={talk.model.ref} talk={talk} {...rest} />
    </div>
  );
}
