import type { App } from '../../session/app.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { personColour } from '../../workbench/index.ts';
import { markWords } from './mark-words.ts';
import { speeds, timeWords } from './player.ts';
import type { Playing, Shown } from './playing.ts';

type Known = NonNullable<Shown>;

/** The bar under the editors by which a recording is played. */
export function PlayerBar({ app, playing, leave }: { app: App; playing: Playing; leave: () => void }) {
  const shown = useStore(playing.shown);
  if (!shown) return <p role="status">Opening the recording…</p>;
  const { player, timeline } = shown;
  const atMs = player.atMs - timeline.first.atMs;
  const lengthMs = timeline.last.atMs - timeline.first.atMs;
  return (
    <div role="toolbar" aria-label="Player" className="ensemble-player">
      <IconButton icon="debug-reverse-continue" label="Previous Event" onClick={() => playing.toMark(-1)} />
      <IconButton
        icon={player.isPlaying ? 'debug-pause' : 'play'}
        label={player.isPlaying ? 'Pause' : 'Play'}
        onClick={() => playing.toggle()}
      />
      <IconButton icon="debug-continue" label="Next Event" onClick={() => playing.toMark(1)} />
      <div className="ensemble-player-track">
        <Heat app={app} {...shown} />
        <input
          type="range"
          aria-label="Time"
          aria-valuetext={`${timeWords(atMs)} of ${timeWords(lengthMs)}`}
          min={0}
          max={Math.max(1, lengthMs)}
          step={1}
          value={atMs}
          onChange={({ target }) => playing.seek(timeline.first.atMs + Number(target.value))}
        />
      </div>
      <span className="ensemble-player-time">
        {`${timeWords(atMs)} / ${timeWords(lengthMs)}`}
        <time dateTime={new Date(player.atMs).toISOString()}>{new Date(player.atMs).toLocaleString()}</time>
      </span>
      <select
        aria-label="Speed"
        value={player.speed}
        onChange={({ target }) => playing.choose({ speed: Number(target.value) })}
      >
        {speeds.map((speed) => (
          <option key={speed} value={speed}>{`${speed} ×`}</option>
        ))}
      </select>
      <label>
        <input
          type="checkbox"
          checked={player.skipsRests}
          onChange={({ target }) => playing.choose({ skipsRests: target.checked })}
        />
        {'Skip idle time'}
      </label>
      <Button secondary onClick={leave}>
        {'Back to the Session'}
      </Button>
    </div>
  );
}

/** Edits of each person along the time, and the events as ticks. */
function Heat({ app, timeline }: Known & { app: App }) {
  const { first, last, density, marks } = timeline;
  const lengthMs = Math.max(1, last.atMs - first.atMs);
  const most = Math.max(1, ...density.flatMap(({ counts }) => counts));
  const colourOf = (person: string) => personColour(app.session.state.participants[person]?.colorIndex ?? 0);
  return (
    <div className="ensemble-player-heat" aria-hidden="true">
      {density.map(({ person, counts }) => (
        <div key={person} className="ensemble-player-lane" style={{ '--ensemble-lane-colour': colourOf(person) }}>
          {counts.map((count, part) =>
            count === 0 ? null : (
              <i
                // biome-ignore lint/suspicious/noArrayIndexKey: parts of the time never move
                key={part}
                style={{
                  left: `${(part / counts.length) * 100}%`,
                  width: `${100 / counts.length}%`,
                  opacity: 0.25 + 0.75 * (count / most),
                }}
              />
            ),
          )}
        </div>
      ))}
      {marks.map(({ seq, atMs, kind }) => (
        <b key={seq} title={markWords(kind)} style={{ left: `${((atMs - first.atMs) / lengthMs) * 100}%` }} />
      ))}
    </div>
  );
}
