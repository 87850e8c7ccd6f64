import type { ChatMessage } from '../../../shared/capabilities/chat/message.ts';
import type { App } from '../../session/app.ts';
import { IconButton } from '../../ui/button.tsx';
import type { ChatModel } from './chat-model.ts';

/** Signs that are offered; others come from other clients. */
const signs = ['👍', '❤️', '😄'];

/** Acts of the view on a message. */
export interface MessageActs {
  answer: (message: ChatMessage) => void;
  goTo: (message: string) => void;
  /** Shows a thread; null where one is shown. */
  openThread: ((root: string) => void) | null;
}

interface Props {
  app: App;
  model: ChatModel;
  message: ChatMessage;
  acts: MessageActs;
  edit: () => void;
}

/** Acts of a message that is pointed at or has the focus. */
export function MessageBar({ app, model, message, acts, edit }: Props) {
  const { person, words, isPinned } = message;
  const name = model.nameOf(person);
  const isMine = person === model.person;
  return (
    <div className="ensemble-chat-acts" role="toolbar" aria-label={`Message of ${name}`}>
      {signs.map((sign) => (
        <button
          key={sign}
          type="button"
          className="ensemble-icon-button"
          aria-label={`React with ${sign}`}
          title={`React with ${sign}`}
          onClick={() => model.react(message.id, sign)}
        >
          {sign}
        </button>
      ))}
      <IconButton icon="reply" label="Answer" onClick={() => acts.answer(message)} />
      <IconButton
        icon={isPinned ? 'pinned' : 'pin'}
        label={isPinned ? 'Unpin' : 'Pin'}
        onClick={() => model.pin(message.id)}
      />
      {isMine && words !== '' && <IconButton icon="edit" label="Edit" onClick={edit} />}
      {(isMine || model.isOwner) && (
        <IconButton icon="trash" label="Delete" onClick={() => void removed(app, model, message)} />
      )}
    </div>
  );
}

async function removed({ workbench }: App, model: ChatModel, { id }: ChatMessage): Promise<void> {
  const asked = { detail: 'Its words go for everybody; that there was a message stays.', buttons: ['Delete'] as const };
  if ((await workbench.dialogs.ask('warning', 'Delete this message?', asked)) === 'Delete') model.remove(id);
}
