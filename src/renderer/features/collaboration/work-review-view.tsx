import '../../ui/changed-words.css';
import './work-review.css';
import type { WorkedText } from '../../../shared/capabilities/documents/methods.ts';
import type { Judgement } from '../../../shared/capabilities/work/work.ts';
import { beginningOf } from '../../../shared/text/beginning.ts';
import { IconButton } from '../../ui/button.tsx';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';

/** A part of somebody's work, with what was said of it. */
export interface WorkRow {
  ref: string;
  title: string;
  path: string | null;
  part: WorkedText['parts'][number];
  said: { is: Judgement['is']; by: string } | null;
}

export interface WorkShown {
  /** Names the work, and the person. */
  title: string;
  rows: readonly WorkRow[];
  /** Words about parts that are too many to be shown; null where all are. */
  rest: string | null;
  mayEdit: boolean;
  mayJudge: boolean;
}

interface Actions {
  open(row: WorkRow): void;
  judge(row: WorkRow, is: Judgement['is']): void;
  reject(rows: readonly WorkRow[]): void;
  keepAll(rows: readonly WorkRow[]): void;
  rejectAll(rows: readonly WorkRow[], where: string): void;
  close(): void;
}

const saidWords: Record<Judgement['is'], string> = { kept: 'Kept', rejected: 'Rejected', reviewed: 'Reviewed' };

const shortened = (text: string) => beginningOf(text.trim() === '' ? text.replaceAll('\n', '⏎') : text.trim());

/** View of somebody's work, part by part. */
export function WorkView({ store, actions }: { store: Store<WorkShown>; actions: Actions }) {
  const { title, rows, rest, mayEdit, mayJudge } = useStore(store);
  const open = rows.filter(({ said }) => said === null);
  const may = { mayEdit, mayJudge };
  const files = [...Map.groupBy(rows, ({ ref }) => ref).values()];
  return (
    <div className="ensemble-rows">
      <div className="ensemble-work-head">
        <span>
          {title}: {open.length === 0 ? 'nothing left to review' : `${open.length} of ${rows.length} to review`}
        </span>
        <span className="ensemble-work-buttons">
          <AllActs rows={open} where={null} may={may} actions={actions} />
          <IconButton icon="close" label="End the Review" onClick={() => actions.close()} />
        </span>
      </div>
      <RowList label={title}>
        {files.flatMap((own) => [
          ...(files.length > 1 ? [<FileHead key={own[0]!.ref} rows={own} may={may} actions={actions} />] : []),
          ...own.map((row) => <Item key={`${row.ref} ${row.part.id}`} row={row} may={may} actions={actions} />),
        ])}
      </RowList>
      {rest !== null && <p className="ensemble-rows-empty">{rest}</p>}
      {rows.length === 0 && (
        <p className="ensemble-rows-empty">Nothing of it is left that others have not written in since.</p>
      )}
    </div>
  );
}

interface May {
  mayEdit: boolean;
  mayJudge: boolean;
}

interface AllProps {
  /** Parts that nobody has judged. */
  rows: readonly WorkRow[];
  /** File that they are in; null for all files. */
  where: string | null;
  may: May;
  actions: Actions;
}

/** Buttons that judge all that is left to review, of a file or altogether. */
function AllActs({ rows, where, may, actions }: AllProps) {
  if (rows.length === 0) return null;
  const of = where === null ? '' : ` in ${where}`;
  return (
    <>
      {may.mayJudge && <IconButton icon="check-all" label={`Keep All${of}`} onClick={() => actions.keepAll(rows)} />}
      {may.mayEdit && (
        <IconButton
          icon="close-all"
          label={`Reject All${of}`}
          onClick={() => actions.rejectAll(rows, where ?? 'this work')}
        />
      )}
    </>
  );
}

/** Head of a file's parts, where there are several files. */
function FileHead({ rows, may, actions }: Omit<AllProps, 'where'>) {
  const { title } = rows[0]!;
  return (
    <li className="ensemble-row ensemble-work-file" aria-label={title}>
      <button type="button" className="ensemble-row-main" onClick={() => actions.open(rows[0]!)}>
        <bdi>{title}</bdi>
      </button>
      <span className="ensemble-work-buttons">
        <AllActs rows={rows.filter(({ said }) => said === null)} where={title} may={may} actions={actions} />
      </span>
    </li>
  );
}

interface ItemProps {
  row: WorkRow;
  may: May;
  actions: Actions;
}

function Item({ row, may, actions }: ItemProps) {
  const { title, part, said } = row;
  const place = `${title}, line ${part.line}`;
  const words = said === null ? '' : `${saidWords[said.is]} by ${said.by}`;
  return (
    <li
      className={said === null ? 'ensemble-row' : 'ensemble-row ensemble-work-done'}
      aria-label={`${place}${words === '' ? '' : `, ${words}`}`}
    >
      <button
        type="button"
        className="ensemble-row-main"
        aria-label={`Show ${place}`}
        onClick={() => actions.open(row)}
      >
        <span className="ensemble-row-words ensemble-changed-words">
          {part.back !== '' && <del>{shortened(part.back)}</del>}
          {part.gone !== '' && <ins>{shortened(part.gone)}</ins>}
          <span className="ensemble-row-quiet">{place}</span>
          {words !== '' && <span className="ensemble-row-quiet">{words}</span>}
        </span>
      </button>
      <span className="ensemble-work-buttons">
        {may.mayJudge && (
          <>
            <IconButton icon="check" label={`Keep ${place}`} onClick={() => actions.judge(row, 'kept')} />
            <IconButton icon="eye" label={`Mark ${place} as Reviewed`} onClick={() => actions.judge(row, 'reviewed')} />
          </>
        )}
        {may.mayEdit && <IconButton icon="discard" label={`Reject ${place}`} onClick={() => actions.reject([row])} />}
      </span>
    </li>
  );
}
