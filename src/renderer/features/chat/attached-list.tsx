import { lengthInWords } from '../../../shared/text/length.ts';
import { IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { type Attaching, sizeInWords } from './attaching.ts';

/** Files for the next message, with their progress; each can be left out. */
export function AttachedList({ attaching }: { attaching: Attaching }) {
  const files = useStore(attaching.store);
  if (files.length === 0) return null;
  return (
    <ul className="ensemble-chat-attached" aria-label="Files for this message">
      {files.map(({ key, name, sizeBytes, sentBytes, hash, problem, waits, lengthMs }) => (
        <li key={key} className="ensemble-chat-chip">
          <span title={problem ?? name}>
            <bdi>{lengthMs === undefined ? name : `Voice message, ${lengthInWords(lengthMs)}`}</bdi>
            <span className="ensemble-row-quiet">
              {` ${problem ?? (waits ? 'goes once the connection is back' : sizeInWords(sizeBytes))}`}
            </span>
          </span>
          {hash === null && problem === null && !waits && (
            <progress aria-label={`${name} is on its way`} value={sentBytes} max={sizeBytes} />
          )}
          {problem !== null && sizeBytes > 0 && (
            <IconButton icon="refresh" label={`Send ${name} again`} onClick={() => attaching.again(key)} />
          )}
          <IconButton icon="close" label={`Leave ${name} out`} onClick={() => attaching.remove(key)} />
        </li>
      ))}
    </ul>
  );
}
