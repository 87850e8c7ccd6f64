import type { Snippet } from '../../../shared/capabilities/chat/kinds.ts';
import type { App } from '../../session/app.ts';
import type { Store } from '../../ui/react-render.tsx';
import type { Attaching } from './attaching.ts';
import type { ChatModel } from './chat-model.ts';
import type { Pictures } from './pictures.ts';
import type { Typing } from './typing.ts';

/** Parts of the chat that its view shows. */
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
