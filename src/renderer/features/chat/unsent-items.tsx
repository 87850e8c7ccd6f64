import type { App } from '../../session/app.ts';
import { IconButton } from '../../ui/button.tsx';
import type { ChatModel, UnsentMessage } from './chat-model.ts';

interface Props {
  app: App;
  model: ChatModel;
  unsent: readonly UnsentMessage[];
}

/** Messages of mine that the log does not have yet, or has refused. */
export function UnsentItems({ app, model, unsent }: Props) {
  return unsent.map(({ id, words, files, problem }) => (
    <li key={id} className="ensemble-chat-message ensemble-chat-unsent">
      <div className="ensemble-chat-body">
        <div className="ensemble-chat-words">{words || files.map(({ name }) => name).join(', ')}</div>
        <div className="ensemble-row-quiet">
          {problem ?? (app.client.status.is === 'online' ? 'Sending…' : 'Goes out once the connection is back.')}
        </div>
      </div>
      {problem !== null && <IconButton icon="close" label="Put away" onClick={() => model.takeBack(id)} />}
    </li>
  ));
}
