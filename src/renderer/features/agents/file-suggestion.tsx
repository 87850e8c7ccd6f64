import { IconButton } from '../../ui/button.tsx';
import type { SuggestedFile } from './suggested-files.ts';

export interface FileSuggestionActs {
  /** Shows a new or deleted file beside nothing, or the file that is to be moved. */
  openFile(row: SuggestedFile): Promise<unknown>;
  acceptFile(row: SuggestedFile): Promise<unknown>;
  rejectFile(row: SuggestedFile): Promise<unknown>;
}

interface Props {
  row: SuggestedFile;
  mayJudge: boolean;
  acts: FileSuggestionActs;
}

/** Row of a new file, a move or a deletion that an agent suggests. */
export function FileSuggestion({ row, mayJudge, acts }: Props) {
  const { name, file, words, lines, proposal, obstacle } = row;
  const { act, title } = proposal;
  const quiet = { create: `new, +${lines}`, createFolder: 'new folder', move: '', delete: 'deleted' }[act.is];
  return (
    <li
      className="ensemble-row"
      aria-label={`${name} suggests ${words}${obstacle === null ? '' : `; cannot be done: ${obstacle}`}`}
    >
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Look at what ${name} suggests: ${words}`}
        onClick={() => void acts.openFile(row)}
      >
        <span className="ensemble-row-words">
          <span>
            <bdi>{file}</bdi>{' '}
            <span className="ensemble-row-quiet">{act.is === 'move' ? <bdi>{`→ ${act.to}`}</bdi> : quiet}</span>
          </span>
          <span className="ensemble-row-quiet" dir="auto">
            <bdi>{name}</bdi>
            {title === '' ? '' : `: ${title}`}
          </span>
          {obstacle !== null && <span className="ensemble-suggestions-obstacle">Cannot be done: {obstacle}</span>}
        </span>
      </button>
      {mayJudge && (
        <span className="ensemble-suggestions-buttons">
          <IconButton icon="check" label={`Accept ${words}`} onClick={() => void acts.acceptFile(row)} />
          <IconButton icon="close" label={`Reject ${words}`} onClick={() => void acts.rejectFile(row)} />
        </span>
      )}
    </li>
  );
}
