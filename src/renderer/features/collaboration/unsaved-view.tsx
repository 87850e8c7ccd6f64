import './unsaved.css';
import { Avatar } from '../../ui/avatar.tsx';
import { IconButton } from '../../ui/button.tsx';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { personColour } from '../../workbench/index.ts';
import type { UnsavedRow } from './unsaved-rows.ts';

export interface UnsavedShown {
  rows: readonly UnsavedRow[];
  /** False for viewers, who are shown the list alone. */
  mayEdit: boolean;
}

interface Actions {
  open(row: UnsavedRow): void;
  save(row: UnsavedRow): void;
  revert(row: UnsavedRow): void;
}

/** View of the unsaved texts, by person. */
export function UnsavedView({ store, actions }: { store: Store<UnsavedShown>; actions: Actions }) {
  const { rows, mayEdit } = useStore(store);
  return (
    <div className="ensemble-rows">
      <RowList label="Unsaved">
        {rows.map((row) => (
          <Item key={row.ref} row={row} mayEdit={mayEdit} actions={actions} />
        ))}
      </RowList>
      {rows.length === 0 && (
        <p className="ensemble-rows-empty">
          Nothing is unsaved. Unsaved edits are listed here until they are on the disk
          {mayEdit ? ', to be saved or reverted from here.' : '.'}
        </p>
      )}
    </div>
  );
}

function Item({ row, mayEdit, actions }: { row: UnsavedRow; mayEdit: boolean; actions: Actions }) {
  const { title, path, people, who } = row;
  const folder = path?.slice(0, -title.length - 1) ?? 'not a file yet';
  return (
    <li className="ensemble-row" aria-label={`${path ?? title}, unsaved work of ${who}`}>
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Open ${path ?? title}`}
        title={`${path ?? title}\nUnsaved work of ${who}`}
        onClick={() => actions.open(row)}
      >
        <span className="ensemble-row-words ensemble-unsaved-words">
          <span>
            {title} <span className="ensemble-row-quiet">{folder}</span>
          </span>
          <span className="ensemble-unsaved-people">
            {people.map(({ person, name, colorIndex }) => (
              <Avatar key={person} name={name} colour={personColour(colorIndex)} />
            ))}
            <span className="ensemble-row-quiet">{who}</span>
          </span>
        </span>
      </button>
      {mayEdit && (
        <span className="ensemble-unsaved-buttons">
          <IconButton icon="save" label={`Save ${title}`} onClick={() => actions.save(row)} />
          <IconButton icon="discard" label={`Revert ${title}…`} onClick={() => actions.revert(row)} />
        </span>
      )}
    </li>
  );
}
