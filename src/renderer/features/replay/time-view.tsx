import '../../ui/rows.css';
import './time-view.css';
import { useState } from 'react';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import type { Answer, AnswerRow, Answers } from './answers.ts';

interface Props {
  answers: Answers;
  search: (text: string, isInFile: boolean, matchCase: boolean) => void;
}

/** View of a recording's answers: a search through all its time, and the rows of the newest question. */
export function TimeView({ answers, search }: Props) {
  const answer = useStore(answers.store);
  return (
    <div className="ensemble-rows ensemble-time">
      <SearchForm search={search} />
      {answer === null ? (
        <p className="ensemble-rows-empty">
          {'Search a text through all of the recording, or put the cursor into a line and ask for its history.'}
        </p>
      ) : (
        <Rows answer={answer} stop={() => answers.stop()} />
      )}
    </div>
  );
}

function SearchForm({ search }: Pick<Props, 'search'>) {
  const [text, setText] = useState('');
  const [isInFile, setInFile] = useState(false);
  const [matchCase, setMatchCase] = useState(false);
  return (
    <form
      className="ensemble-time-form"
      onSubmit={(event) => {
        event.preventDefault();
        if (text !== '') search(text, isInFile, matchCase);
      }}
    >
      <input
        type="text"
        aria-label="Text to search in time"
        placeholder="Text to search in time"
        maxLength={1000}
        value={text}
        onChange={({ target }) => setText(target.value)}
      />
      <label>
        <input type="checkbox" checked={isInFile} onChange={({ target }) => setInFile(target.checked)} />
        {'Only in this file'}
      </label>
      <label>
        <input type="checkbox" checked={matchCase} onChange={({ target }) => setMatchCase(target.checked)} />
        {'Match case'}
      </label>
      <Button icon="search" onClick={() => text !== '' && search(text, isInFile, matchCase)}>
        {'Search'}
      </Button>
    </form>
  );
}

function Rows({ answer: { title, rows, share, notice }, stop }: { answer: Answer; stop: () => void }) {
  const isOver = share >= 1;
  return (
    <>
      <h2 className="ensemble-time-title">{title}</h2>
      {!isOver && (
        <p className="ensemble-time-progress" role="status">
          <progress value={share} aria-label="Progress" />
          <Button secondary onClick={stop}>
            {'Stop'}
          </Button>
        </p>
      )}
      {notice !== null && (
        <p className="ensemble-rows-empty" role="status">
          {notice}
        </p>
      )}
      <RowList label="Moments">
        {rows.map((row) => (
          <Row key={row.key} row={row} />
        ))}
      </RowList>
    </>
  );
}

function Row({ row: { icon, words, detail, open } }: { row: AnswerRow }) {
  const content = (
    <>
      <span className={`codicon codicon-${icon}`} aria-hidden="true" />
      <span className="ensemble-row-words">
        <span>{words}</span>
        <span className="ensemble-row-quiet">{detail}</span>
      </span>
    </>
  );
  return (
    <li className="ensemble-row">
      {open ? (
        <button type="button" className="ensemble-row-main" onClick={open}>
          {content}
        </button>
      ) : (
        <div className="ensemble-row-main">{content}</div>
      )}
    </li>
  );
}
