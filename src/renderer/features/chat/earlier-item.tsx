import { useStore } from '../../ui/react-render.tsx';
import type { ChatModel } from './chat-model.ts';

/** Top of the messages that are here, while there are others before them. */
export function EarlierItem({ model }: { model: ChatModel }) {
  const { earlier, isPaging, pageProblem } = useStore(model.store);
  if (earlier === 0) return null;
  return (
    <li className="ensemble-chat-earlier ensemble-row-quiet">
      <button type="button" className="ensemble-link-button" disabled={isPaging} onClick={() => void model.past.load()}>
        {isPaging ? 'Fetching earlier messages…' : 'Show earlier messages'}
      </button>
      <span>{pageProblem ?? `${earlier.toLocaleString('en')} before these`}</span>
    </li>
  );
}
