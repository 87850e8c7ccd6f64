import '../../ui/changed-words.css';
import './suggestions.css';
import { IconButton } from '../../ui/button.tsx';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { FileSuggestion, type FileSuggestionActs } from './file-suggestion.tsx';
import type { SuggestedPart, SuggestionRow, SuggestionsShown } from './suggestions-model.ts';

/** Most lines of a part that its row shows: the comparison has all of them. */
const mostLines = 6;

export interface SuggestionActs extends FileSuggestionActs {
  /** Compares the text with the suggestion, or both texts of a part whose lines are others by now. */
  open(row: SuggestionRow, part?: SuggestedPart): Promise<unknown>;
  accept(row: SuggestionRow, parts: readonly SuggestedPart[]): Promise<unknown>;
  reject(row: SuggestionRow, parts: readonly SuggestedPart[]): Promise<unknown>;
}

/** Suggestions of agents, each with its parts; nothing where none wait. */
export function Suggestions({ store, acts }: { store: Store<SuggestionsShown>; acts: SuggestionActs }) {
  const { rows, files, mayJudge, mayJudgeFiles } = useStore(store);
  if (rows.length + files.length === 0) return null;
  return (
    <section aria-label="Suggestions" className="ensemble-suggestions">
      <h3>Suggestions</h3>
      <RowList label="Suggestions">
        {rows.flatMap((row) => [
          <Head key={row.proposal.id} row={row} mayJudge={mayJudge} acts={acts} />,
          ...row.parts.map((part) => (
            <Part key={`${row.proposal.id} ${part.index}`} row={row} part={part} mayJudge={mayJudge} acts={acts} />
          )),
        ])}
        {files.map((row) => (
          <FileSuggestion key={row.proposal.id} row={row} mayJudge={mayJudgeFiles} acts={acts} />
        ))}
      </RowList>
    </section>
  );
}

interface Props {
  row: SuggestionRow;
  mayJudge: boolean;
  acts: SuggestionActs;
}

function Head({ row, mayJudge, acts }: Props) {
  const { name, file, proposal, addedLines, goneLines, parts } = row;
  const ready = parts.filter(({ line }) => typeof line === 'number');
  const words = `${name} suggests an edit of ${file}, ${addedLines} lines more, ${goneLines} less`;
  return (
    <li className="ensemble-row" aria-label={words}>
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Compare ${file} with what ${name} suggests`}
        onClick={() => void acts.open(row)}
      >
        <span className="ensemble-row-words">
          <span>
            <bdi>{file}</bdi>{' '}
            <span className="ensemble-row-quiet">
              +{addedLines} −{goneLines}
            </span>
          </span>
          <span className="ensemble-row-quiet" dir="auto">
            <bdi>{name}</bdi>
            {proposal.title === '' ? '' : `: ${proposal.title}`}
          </span>
        </span>
      </button>
      {mayJudge && (
        <span className="ensemble-suggestions-buttons">
          {ready.length > 0 && (
            <IconButton icon="check-all" label={`Accept All in ${file}`} onClick={() => void acts.accept(row, ready)} />
          )}
          <IconButton icon="close-all" label={`Reject All in ${file}`} onClick={() => void acts.reject(row, parts)} />
        </span>
      )}
    </li>
  );
}

function Part({ row, part, mayJudge, acts }: Props & { part: SuggestedPart }) {
  const { line, gone, added } = part;
  const isStale = line === null;
  const place = isStale ? `${row.file}, lines that changed meanwhile` : `${row.file}, line ${line ?? '…'}`;
  return (
    <li className="ensemble-row ensemble-suggestions-part" aria-label={place}>
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Compare ${place}`}
        onClick={() => void acts.open(row, part)}
      >
        <span className="ensemble-row-words ensemble-changed-words">
          <Lines of="gone" lines={gone} />
          <Lines of="added" lines={added} />
          <span className="ensemble-row-quiet">{isStale ? 'The lines changed meanwhile.' : `Line ${line ?? '…'}`}</span>
        </span>
      </button>
      {mayJudge && (
        <span className="ensemble-suggestions-buttons">
          {typeof line === 'number' && (
            <IconButton icon="check" label={`Accept ${place}`} onClick={() => void acts.accept(row, [part])} />
          )}
          <IconButton icon="close" label={`Reject ${place}`} onClick={() => void acts.reject(row, [part])} />
        </span>
      )}
    </li>
  );
}

function Lines({ of, lines }: { of: 'gone' | 'added'; lines: readonly string[] }) {
  if (lines.length === 0) return null;
  const shown = lines.slice(0, mostLines).join('\n');
  const words = lines.length > mostLines ? `${shown}\n…` : shown;
  return of === 'gone' ? <del>{words}</del> : <ins>{words}</ins>;
}
