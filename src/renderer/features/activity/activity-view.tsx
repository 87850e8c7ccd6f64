import './activity.css';
import { useEffect, useState } from 'react';
import type { ActivityEvent } from '../../../shared/capabilities/activity/methods.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { lookUp } from '../../../shared/session/table.ts';
import { agoInWords } from '../../../shared/text/age.ts';
import type { App } from '../../session/app.ts';
import { Button } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { type ActivityModel, areaOf, type Missed } from './activity-model.ts';

interface Props {
  app: App;
  model: ActivityModel;
  /** Shows the stretch of the session's past from a time on; null where this window may not. */
  replay: ((fromMs: number) => void) | null;
}

/** View of what people do: everything of late, by person, area and file, and what happened in an absence. */
export function ActivityView({ app, model, replay }: Props) {
  const { events, missed, notice } = useStore(model.store);
  const [person, setPerson] = useState('');
  const [area, setArea] = useState('');
  const [file, setFile] = useState('');
  useEffect(() => void model.look(), [model]);
  const { session } = app;
  const isWanted = (event: ActivityEvent) =>
    (person === '' || event.person === person) &&
    (area === '' || areaOf(event) === area) &&
    (file === '' || event.path === file);
  const shown = events.filter(isWanted);
  const people = unique(events.map((event) => event.person ?? ''));
  const nameOf = (each: string) => shownName(session.state, each) ?? 'Somebody';
  return (
    <div className="ensemble-rows">
      {missed && <Away app={app} model={model} missed={missed} replay={replay} />}
      <div className="ensemble-rows-filter">
        <Choice
          label="Person"
          all="Everybody"
          value={person}
          set={setPerson}
          items={people.map((each) => [each, nameOf(each)])}
        />
        <Choice
          label="Area"
          all="Everything"
          value={area}
          set={setArea}
          items={unique(events.map(areaOf)).map((each) => [each, each])}
        />
        <Choice
          label="File"
          all="All files"
          value={file}
          set={setFile}
          items={unique(events.map(({ path }) => path ?? '')).map((each) => [each, each])}
        />
      </div>
      {notice !== null && <p className="ensemble-rows-empty">{notice}</p>}
      <RowList label="Activity">
        {shown.map((event) => (
          <EventItem key={event.seq} app={app} event={event} />
        ))}
      </RowList>
      {shown.length === 0 && notice === null && (
        <p className="ensemble-rows-empty">
          {events.length > 0
            ? 'Nothing of late is like this.'
            : 'Nothing yet: saves, commits, comments and the like stand here.'}
        </p>
      )}
    </div>
  );
}

const unique = (all: readonly string[]) => [...new Set(all)].filter((each) => each !== '').sort();

interface ChoiceProps {
  label: string;
  all: string;
  value: string;
  set: (value: string) => void;
  items: readonly (readonly [value: string, name: string])[];
}

function Choice({ label, all, value, set, items }: ChoiceProps) {
  return (
    <select aria-label={label} value={value} onChange={({ target }) => set(target.value)}>
      <option value="">{all}</option>
      {items.map(([each, name]) => (
        <option key={each} value={each}>
          {name}
        </option>
      ))}
    </select>
  );
}

function EventItem({ app: { session, workbench }, event }: { app: App; event: ActivityEvent }) {
  const { kind, person, words, path, atMs, isForMe } = event;
  const name = person === null ? '' : `${shownName(session.state, person) ?? 'Somebody'} `;
  const ago = agoInWords(atMs, session.nowMs());
  const content = (
    <>
      <span className={`codicon codicon-${lookUp(kind)?.mark?.icon ?? 'circle'}`} aria-hidden="true" />
      <span className="ensemble-row-words">
        <span>{`${name}${words}`}</span>
        <span className="ensemble-row-quiet">
          {path !== null && `${path} · `}
          {ago}
          {isForMe && ' · mentions you'}
        </span>
      </span>
    </>
  );
  return (
    <li className="ensemble-row" aria-label={`${name}${words}, ${ago}`}>
      {path === null ? (
        <div className="ensemble-row-main">{content}</div>
      ) : (
        <button type="button" className="ensemble-row-main" onClick={() => void workbench.editors.reveal(path, 1)}>
          {content}
        </button>
      )}
    </li>
  );
}

/** Words about an absence: edits by person and file, events, and whoever was mentioned. */
function Away({ app, model, missed, replay }: Props & { missed: Missed }) {
  const { session, workbench } = app;
  const nameOf = (person: string | null) => shownName(session.state, person) ?? 'Somebody';
  const mine = missed.events.filter(({ isForMe }) => isForMe);
  const others = missed.events.filter(({ isForMe }) => !isForMe);
  return (
    <section className="ensemble-activity-away" aria-label="While you were away">
      <h3>{`While you were away, since ${agoInWords(missed.since.atMs, session.nowMs())}`}</h3>
      <RowList label="Missed">
        {mine.map((event) => (
          <EventItem key={event.seq} app={app} event={event} />
        ))}
        {missed.edits.map(({ person, path, count }) => (
          <li key={`${person} ${path}`} className="ensemble-row">
            <button type="button" className="ensemble-row-main" onClick={() => void workbench.editors.reveal(path, 1)}>
              <span className="codicon codicon-edit" aria-hidden="true" />
              <span className="ensemble-row-words">
                <span>{`${nameOf(person)} edited ${path}`}</span>
                <span className="ensemble-row-quiet">{count === 1 ? 'once' : `${count} times`}</span>
              </span>
            </button>
          </li>
        ))}
        {others.toReversed().map((event) => (
          <EventItem key={event.seq} app={app} event={event} />
        ))}
      </RowList>
      {missed.isCut && <p className="ensemble-rows-empty">More happened before that.</p>}
      <div className="ensemble-rows-buttons">
        {replay && (
          <Button icon="play" secondary onClick={() => replay(missed.fromMs ?? missed.since.atMs)}>
            Replay just that
          </Button>
        )}
        <Button secondary onClick={() => model.dismiss()}>
          Done
        </Button>
      </div>
    </section>
  );
}
