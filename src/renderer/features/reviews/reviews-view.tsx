import '../../ui/rows.css';
import './reviews.css';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { personColour } from '../../workbench/index.ts';
import type { Difference, ReviewedFile } from './reviewed-files.ts';
import type { ReviewsModel, ShownReview } from './reviews-model.ts';

export interface ReviewActs {
  open: () => void;
  close: () => void;
  next: () => void;
  speak: () => void;
}

interface Props {
  app: App;
  model: ReviewsModel;
  acts: ReviewActs;
}

const icons: Record<Difference, string> = {
  A: 'diff-added',
  M: 'diff-modified',
  D: 'diff-removed',
  R: 'diff-renamed',
};

const words: Record<Difference, string> = { A: 'added', M: 'modified', D: 'deleted', R: 'renamed' };

/** Most people whose initials a row shows. */
const mostShown = 4;

/** View of the open review: its files, each with those who have looked at it. */
export function ReviewsView({ app, model, acts }: Props) {
  const shown = useStore(model.store);
  if (shown === null) return <p className="ensemble-rows-empty">No review is open.</p>;
  const { review, files } = shown;
  const name = shownName(app.session.state, review.person) ?? 'Somebody';
  const looked = files?.filter((each) => model.hasLooked(each)).length ?? 0;
  return (
    <div className="ensemble-rows">
      <p className="ensemble-reviews-title">
        <span dir="auto">{review.head?.name ?? 'The folder as it is now'}</span> against{' '}
        <span dir="auto">{review.base.name}</span>
        <span className="ensemble-row-quiet">
          {' '}
          opened by <span dir="auto">{name}</span>
        </span>
      </p>
      {files && files.length > 0 && (
        <div className="ensemble-reviews-progress">
          <progress aria-label="Looked at" max={files.length} value={looked} />
          <span className="ensemble-row-quiet">{`You looked at ${looked} of ${files.length}`}</span>
        </div>
      )}
      {app.recording === null && (
        <div className="ensemble-rows-buttons">
          <Button icon="arrow-right" disabled={!files || looked === files.length} onClick={acts.next}>
            Next file
          </Button>
          <Button icon="mic" secondary onClick={acts.speak}>
            Voice note
          </Button>
          <Button secondary onClick={acts.close}>
            End review
          </Button>
        </div>
      )}
      {files && (
        <RowList label="Changed files">
          {files.map((each) => (
            <FileRow key={each.id} app={app} model={model} file={each} />
          ))}
        </RowList>
      )}
      <p className="ensemble-rows-empty">{stateInWords(shown, app.recording !== null)}</p>
    </div>
  );
}

function FileRow({ app, model, file }: Omit<Props, 'acts'> & { file: ReviewedFile }) {
  const { state, person } = app.session;
  const lookers = model.lookers(file);
  const mine = model.hasLooked(file);
  const others = lookers.filter((each) => each !== person).map((each) => shownName(state, each) ?? 'Somebody');
  const name = file.path.split('/').at(-1) ?? file.path;
  const folder = file.path.slice(0, -name.length - 1);
  const seen = [...(mine ? ['you'] : []), ...others];
  const by = seen.length > 0 ? `, looked at by ${seen.join(', ')}` : '';
  return (
    <li className="ensemble-row" aria-label={`${name}, ${folder === '' ? '' : `${folder}, `}${words[file.is]}${by}`}>
      <button
        type="button"
        className={mine ? 'ensemble-row-main ensemble-reviews-looked' : 'ensemble-row-main'}
        title={`${file.path}, ${words[file.is]}${by}`}
        onClick={() => void model.open(file)}
      >
        <span className={`codicon codicon-${icons[file.is]} ensemble-reviews-${file.is}`} aria-hidden="true" />
        <span className="ensemble-row-words">
          <span dir="auto">{name}</span>
          <span className="ensemble-row-quiet" dir="auto">
            {folder}
          </span>
        </span>
        <span className="ensemble-reviews-lookers">
          {lookers.slice(0, mostShown).map((each) => (
            <Avatar
              key={each}
              name={shownName(state, each) ?? 'Somebody'}
              colour={personColour(state.participants[each]?.colorIndex ?? 0)}
            />
          ))}
          {lookers.length > mostShown && <span>{`+${lookers.length - mostShown}`}</span>}
        </span>
      </button>
      {app.recording === null && (
        <IconButton
          icon={mine ? 'pass-filled' : 'circle-large'}
          label={mine ? `Look at ${name} again` : `I have looked at ${name}`}
          onClick={() => model.setLooked(file, !mine)}
        />
      )}
    </li>
  );
}

function stateInWords({ files, problem }: ShownReview, isRecording: boolean): string {
  if (isRecording)
    return 'A recording does not have the versions of the files: its comments and verdicts are in Review.';
  if (problem !== null) return `The files cannot be listed: ${problem}`;
  if (files === null) return 'Looking for what differs…';
  return files.length === 0 ? 'Nothing differs between these two.' : '';
}
