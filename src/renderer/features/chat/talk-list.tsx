import './talks.css';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import type { Talk, Talks } from './talks.ts';

/** Conversations: the room, and each person with whom something was said; nothing while there is the room alone. */
export function TalkList({ talks }: { talks: Talks }) {
  useStore(talks.version);
  const shown = useStore(talks.shown);
  const { all } = talks;
  if (all.length === 1) return null;
  return (
    <nav className="ensemble-chat-talks" aria-label="Conversations">
      <RowList label="Conversations">
        {all.map((talk) => (
          <TalkRow key={talk.model.ref} talk={talk} isShown={talk === shown} show={() => talks.show(talk)} />
        ))}
      </RowList>
    </nav>
  );
}

function TalkRow({ talk: { model, other }, isShown, show }: { talk: Talk; isShown: boolean; show: () => void }) {
  const name = other === null ? 'Everybody' : model.nameOf(other);
  const { length } = model.unread;
  return (
    <li aria-label={length === 0 ? name : `${name}, ${length} unread`}>
      <button
        type="button"
        className="ensemble-row-main ensemble-chat-talk"
        aria-current={isShown ? 'true' : undefined}
        onClick={show}
      >
        <span className={`codicon codicon-${other === null ? 'organization' : 'person'}`} aria-hidden="true" />
        <bdi className="ensemble-chat-talk-name">{name}</bdi>
        {length > 0 && <span className="ensemble-chat-unread">{length}</span>}
      </button>
    </li>
  );
}
