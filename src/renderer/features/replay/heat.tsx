import { lookUp } from '../../../shared/session/table.ts';
import { personColour } from '../../workbench/index.ts';
import { eventWords, nameIn } from './moment-words.ts';
import { groupedMarks, type MarkGroup, shownMarks } from './player.ts';
import type { Playing, Shown } from './playing.ts';

type Known = NonNullable<Shown>;

/** Most icons of events beside each other, and most events that the words of one name. */
const mostIcons = 48;
const mostNamed = 8;

/** Events and people's edits along the time. The slider and the commands do the same for keys and screen readers. */
export function Heat({ shown, playing }: { shown: Known; playing: Playing }) {
  const { timeline, hidden } = shown;
  return (
    <div className="ensemble-player-heat" aria-hidden="true">
      <div className="ensemble-player-marks">
        {groupedMarks(timeline, shownMarks(timeline, hidden), mostIcons).map((group) => (
          <MarkIcon key={group.marks[0]!.seq} group={group} shown={shown} playing={playing} />
        ))}
      </div>
      <Lanes shown={shown} />
      <Gaps timeline={timeline} />
    </div>
  );
}

function MarkIcon({ group: { place, marks }, shown, playing }: { group: MarkGroup; shown: Known; playing: Playing }) {
  const [first] = marks;
  const words = marks.slice(0, mostNamed).map((mark) => eventWords(shown.timeline, mark));
  if (marks.length > mostNamed) words.push(`… and ${marks.length - mostNamed} more`);
  return (
    <button
      type="button"
      tabIndex={-1}
      title={words.join('\n')}
      style={{ left: `${place * 100}%` }}
      onClick={() => void playing.goTo(first!)}
    >
      <span className={`codicon codicon-${lookUp(first!.kind)?.mark?.icon ?? 'circle-small'}`} />
    </button>
  );
}

/** Stretches of the time of which the recording has nothing, or not the content of some file or terminal. */
function Gaps({ timeline: { gaps, cuts, first, last } }: Pick<Known, 'timeline'>) {
  const lengthMs = Math.max(1, last.atMs - first.atMs);
  const share = (ms: number) => `${(100 * ms) / lengthMs}%`;
  const whole = 'Not in the recording: it rested here, or this was cut';
  const part = 'A file or a terminal was cut out here';
  const all = [
    ...gaps.map(([fromMs, toMs]) => ({ fromMs, toMs, words: whole })),
    ...cuts.map(({ fromMs, toMs }) => ({ fromMs: Math.max(first.atMs, fromMs), toMs, words: part })),
  ];
  return all.map(({ fromMs, toMs, words }) => (
    <i
      key={`${fromMs} ${words}`}
      className="ensemble-player-gap"
      title={words}
      style={{ left: share(fromMs - first.atMs), width: share(toMs - fromMs) }}
    />
  ));
}

function Lanes({ shown: { timeline, hidden } }: { shown: Known }) {
  const lanes = timeline.density.filter(({ person }) => !hidden.people.includes(person));
  const most = Math.max(1, ...lanes.flatMap(({ counts }) => counts));
  const colourOf = (person: string) =>
    personColour(timeline.people.find((each) => each.person === person)?.colorIndex ?? 0);
  return (
    <div className="ensemble-player-lanes">
      {lanes.map(({ person, counts }) => (
        <div
          key={person}
          className="ensemble-player-lane"
          title={`Edits of ${nameIn(timeline, person) ?? 'somebody'}`}
          style={{ '--ensemble-lane-colour': colourOf(person) }}
        >
          {counts.map((count, part) =>
            count === 0 ? null : (
              <i
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of the time never move
                key={part}
                style={{
                  left: `${(part / counts.length) * 100}%`,
                  width: `${100 / counts.length}%`,
                  opacity: 0.5 + 0.5 * (count / most),
                }}
              />
            ),
          )}
        </div>
      ))}
    </div>
  );
}
