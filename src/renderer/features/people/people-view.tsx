import './people.css';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { hasRight } from '../../../shared/core/rights.ts';
import { answerRight } from '../../session/answer-right.ts';
import type { App } from '../../session/app.ts';
import { mayLetIn } from '../../ui/asking.ts';
import { Button } from '../../ui/button.tsx';
import { isHere, type PersonRow } from '../../ui/person-rows.ts';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import type { Following } from './following.ts';
import { actionsOn, answerPerson, managePerson } from './manage.ts';
import type { People } from './people-model.ts';
import { PersonItem } from './person-item.tsx';

interface Props {
  app: App;
  people: Store<People>;
  following: Following;
}

/** View of the people: each with state and place, and the host's actions on them. */
export function PeopleView({ app, people, following }: Props) {
  const { rows, nowMs } = useStore(people);
  const followed = useStore(following.person);
  const { session, workbench } = app;
  const myRole = rows.find(({ isMe }) => isMe)?.role ?? null;
  const isForMe = ({ person, state }: PersonRow) =>
    state === 'asking' && mayLetIn(session.state, session.person, session.state.participants[person]!);
  const iHost = session.person !== null && session.state.host?.person === session.person;
  const mayWrite = app.recording === null && may(session.state, session.person, 'chat');
  const isShared = session.state.sharing !== null;
  const isAlone = app.recording === null && !rows.some((row) => !row.isMe && (isHere(row) || row.state === 'asking'));
  return (
    <div className="ensemble-rows">
      {myRole !== null && hasRight(myRole, 'share') && (
        <div className="ensemble-rows-buttons">
          <Button
            icon="live-share"
            secondary={isShared}
            onClick={() => void workbench.commands.execute('ensemble.share')}
          >
            Share
          </Button>
          <Button
            icon="link"
            secondary={!isShared}
            disabled={!isShared}
            onClick={() => void workbench.commands.execute('ensemble.copyInviteLink')}
          >
            Copy invite link
          </Button>
        </div>
      )}
      {session.state.reached !== null && (
        <p className="ensemble-rows-empty">
          Reached from elsewhere at <span dir="auto">{session.state.reached.origin}</span>
        </p>
      )}
      <RowList label="People">
        {rows.map((row) => (
          <PersonItem
            key={row.person}
            row={row}
            nowMs={nowMs}
            canFollow={!row.isMe && (isHere(row) || app.recording !== null)}
            isFollowed={row.person === followed}
            onFollow={() => following.toggle(row.person)}
            onAnswer={isForMe(row) ? (admit) => void answerPerson(app, row, admit) : null}
            onAnswerAsk={
              row.asks && myRole !== null && hasRight(myRole, 'admit')
                ? (right, gives) => void answerRight(app, row.person, right, gives)
                : null
            }
            onMessage={
              mayWrite && !row.isMe && row.state !== 'asking' && row.state !== 'banned'
                ? () => void workbench.commands.execute('ensemble.chat.message', row.person)
                : null
            }
            onManage={actionsOn(row, myRole, iHost).length > 0 ? () => void managePerson(app, row) : null}
          />
        ))}
      </RowList>
      {isAlone && <p className="ensemble-rows-empty">{nobodyHere(app, isShared)}</p>}
    </div>
  );
}

function nobodyHere({ isHostWindow }: App, isShared: boolean): string {
  if (!isHostWindow) return 'Nobody else is here now. Your edits are kept for when they come back.';
  return isShared
    ? 'Nobody else is here yet. Copy the invite link and send it to the people you want here.'
    : 'Only you are here. Share this folder to work on it with others: they need your link and a browser, or Ensemble’s app.';
}
