import '../../ui/rows.css';
import './inbox.css';
import { answererInWords } from '../../../shared/capabilities/approvals/judging.ts';
import { Button } from '../../ui/button.tsx';
import { lineWords } from '../../ui/line-words.ts';
import { useStore } from '../../ui/react-render.tsx';
import type { InboxModel, PersonRow, QuestionRow } from './inbox-model.ts';
import type { SuggestedFileRow, SuggestedRow } from './suggested.ts';
import { keptWords } from './work-words.ts';

export interface InboxActs {
  answer: (approval: string, choice: string) => void;
  answerPerson: (row: PersonRow, allows: boolean) => void;
  compareSuggested: (row: SuggestedRow | SuggestedFileRow) => void;
  judgeSuggested: (row: SuggestedRow | SuggestedFileRow, accepts: boolean) => void;
}

interface Props {
  model: InboxModel;
  acts: InboxActs;
}

/**
 * View of what waits for people: to come in, for rights, for lines, pushes, acts on the tree, agents' tools and
 * suggestions; and who answered what.
 */
export function InboxView({ model, acts }: Props) {
  const { questions, people, suggested, suggestedFiles, answered } = useStore(model.store);
  return (
    <div className="ensemble-inbox">
      {questions.length + people.length + suggested.length + suggestedFiles.length === 0 && (
        <p className="ensemble-rows-empty">Nothing waits for you.</p>
      )}
      <ul aria-label="Waiting for You">
        {people.map((row) => (
          <Person key={`${row.person} ${row.asks.is === 'right' ? row.asks.right : ''}`} row={row} acts={acts} />
        ))}
        {questions.map((row) => (
          <Question key={row.approval.id} row={row} acts={acts} />
        ))}
        {suggested.map((row) => (
          <Suggested key={`${row.agent} ${row.ref}`} row={row} acts={acts} />
        ))}
        {suggestedFiles.map((row) => (
          <SuggestedFile key={row.proposal} row={row} acts={acts} />
        ))}
      </ul>
      {answered.length > 0 && (
        <>
          <h3 id="ensemble-inbox-answered">Answered</h3>
          <ul aria-labelledby="ensemble-inbox-answered">
            {answered.map(({ id, words, outcome }) => (
              <li key={id} className="ensemble-inbox-answered">
                <span dir="auto">{words}</span>
                <span className="ensemble-row-quiet" dir="auto">
                  {outcome}
                </span>
              </li>
            ))}
          </ul>
        </>
      )}
    </div>
  );
}

function Person({ row, acts }: { row: PersonRow; acts: InboxActs }) {
  const [no, yes] = row.asks.is === 'join' ? ['Deny', 'Admit'] : ['Not now', 'Give'];
  return (
    <li className="ensemble-inbox-question">
      <span dir="auto">{row.words}</span>
      <div className="ensemble-inbox-choices">
        <Button secondary onClick={() => acts.answerPerson(row, false)}>
          {no}
        </Button>
        <Button onClick={() => acts.answerPerson(row, true)}>{yes}</Button>
      </div>
    </li>
  );
}

function Question({ row, acts }: { row: QuestionRow; acts: InboxActs }) {
  const { approval, name, line, work, isMine } = row;
  const { id, title, choices } = approval;
  const detail = line === null ? approval.detail : lineWords(line);
  const kept = keptWords(approval, name);
  const isReadable = approval.wish?.is !== 'line' || line !== null;
  return (
    <li className="ensemble-inbox-question">
      <span>
        {isMine ? 'You ask: ' : <bdi>{name}</bdi>}
        {isMine ? '' : ' asks: '}
        <strong dir="auto">{title}</strong>
      </span>
      {work !== null && <div dir="auto">{work}</div>}
      {detail !== '' && (
        <div className="ensemble-inbox-detail">
          {detail.split('\n').map((words, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: a question's lines never change.
            <div key={index} dir={line === null ? 'auto' : 'ltr'}>
              {words}
            </div>
          ))}
        </div>
      )}
      {row.mayAnswer && kept !== null && (
        <div className="ensemble-row-quiet" dir="auto">
          {kept}
        </div>
      )}
      {row.mayAnswer && isReadable && (
        <div className="ensemble-inbox-choices">
          {noFirst(choices).map(({ choice, name: words, allows }) => (
            <Button key={choice} secondary={!allows} onClick={() => acts.answer(id, choice)}>
              {words}
            </Button>
          ))}
        </div>
      )}
      {!row.mayAnswer && <div className="ensemble-row-quiet">{answererInWords(approval)}</div>}
    </li>
  );
}

function Suggested({ row, acts }: { row: SuggestedRow; acts: InboxActs }) {
  const { name, file, edits } = row;
  return (
    <li className="ensemble-inbox-question">
      <span>
        <bdi>{name}</bdi> suggests {edits === 1 ? 'an edit' : `${edits} edits`} of{' '}
        <button
          type="button"
          className="ensemble-link-button"
          aria-label={`Compare ${file} with what ${name} suggests`}
          onClick={() => acts.compareSuggested(row)}
        >
          <bdi>{file}</bdi>
        </button>
      </span>
      <div className="ensemble-inbox-choices">
        <Button secondary label={`Reject All in ${file}`} onClick={() => acts.judgeSuggested(row, false)}>
          Reject All
        </Button>
        <Button label={`Accept All in ${file}`} onClick={() => acts.judgeSuggested(row, true)}>
          Accept All
        </Button>
      </div>
    </li>
  );
}

function SuggestedFile({ row, acts }: { row: SuggestedFileRow; acts: InboxActs }) {
  const { name, words } = row;
  return (
    <li className="ensemble-inbox-question">
      <span>
        <bdi>{name}</bdi> suggests{' '}
        <button
          type="button"
          className="ensemble-link-button"
          aria-label={`Look at what ${name} suggests: ${words}`}
          onClick={() => acts.compareSuggested(row)}
        >
          <bdi>{words}</bdi>
        </button>
      </span>
      <div className="ensemble-inbox-choices">
        <Button secondary label={`Reject ${words}`} onClick={() => acts.judgeSuggested(row, false)}>
          Reject
        </Button>
        <Button label={`Accept ${words}`} onClick={() => acts.judgeSuggested(row, true)}>
          Accept
        </Button>
      </div>
    </li>
  );
}

/** Answers in the order in which the keyboard meets them: nobody allows something by the first key that they press. */
function noFirst(choices: QuestionRow['approval']['choices']): QuestionRow['approval']['choices'] {
  return choices.toSorted((a, b) => Number(a.allows) - Number(b.allows));
}
