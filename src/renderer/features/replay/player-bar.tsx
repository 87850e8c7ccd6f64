import type { KeyboardEvent } from 'react';
import { Button, IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import type { PlayerCommand } from './commands.ts';
import { Filter } from './filter.tsx';
import { Heat } from './heat.tsx';
import { momentWords } from './moment-words.ts';
import { speeds, spokenTime, timeWords } from './player.ts';
import type { Playing, Shown } from './playing.ts';

type Known = NonNullable<Shown>;

interface Props {
  playing: Playing;
  commands: readonly PlayerCommand[];
  follow: () => void;
  /** Null where there is no session to go back to: the recording is in a file. */
  leave: (() => void) | null;
}

/** The bar under the editors by which a recording is played. */
export function PlayerBar({ playing, commands, follow, leave }: Props) {
  const shown = useStore(playing.shown);
  const trouble = useStore(playing.trouble);
  if (trouble !== null)
    return (
      <div role="alert" className="ensemble-player-trouble">
        <span>{trouble}</span>
        {leave && (
          <Button secondary onClick={leave}>
            {'Back to the Session'}
          </Button>
        )}
      </div>
    );
  if (!shown) return <p role="status">Opening the recording…</p>;
  const command = (id: string) => commands.find((each) => each.id === id)!;
  return (
    <div
      role="toolbar"
      aria-label="Player"
      className="ensemble-player"
      onKeyDown={(event) => runByKey(event, commands)}
    >
      <div className="ensemble-player-buttons">
        <CommandButton command={command('previousEvent')} icon="chevron-left" />
        <CommandButton command={command('previousEdit')} icon="debug-step-back" />
        <IconButton
          icon={shown.player.isPlaying ? 'debug-pause' : 'play'}
          label={shown.player.isPlaying ? 'Pause' : 'Play'}
          onClick={() => playing.toggle()}
        />
        <CommandButton command={command('nextEdit')} icon="debug-step-over" />
        <CommandButton command={command('nextEvent')} icon="chevron-right" />
      </div>
      <Track shown={shown} playing={playing} />
      <Where shown={shown} />
      <div className="ensemble-player-tools">
        <Speed shown={shown} playing={playing} />
        <Button secondary icon="eye" onClick={follow}>
          {'Follow'}
        </Button>
        <Filter shown={shown} playing={playing} />
        <label>
          <input
            type="checkbox"
            checked={shown.player.skipsRests}
            onChange={({ target }) => playing.choose({ skipsRests: target.checked })}
          />
          {'Skip idle time'}
        </label>
        {leave && (
          <Button secondary onClick={leave}>
            {'Back to the Session'}
          </Button>
        )}
      </div>
    </div>
  );
}

/** Runs a command of the player by its plain key, while the bar has the keyboard. */
function runByKey(event: KeyboardEvent, commands: readonly PlayerCommand[]): void {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target instanceof HTMLSelectElement) return;
  const found = commands.find(({ key }) => key === event.key.toLowerCase());
  if (!found) return;
  event.preventDefault();
  found.run();
}

function CommandButton({ command: { title, run }, icon }: { command: PlayerCommand; icon: string }) {
  return <IconButton icon={icon} label={title} onClick={run} />;
}

function Track({ shown, playing }: { shown: Known; playing: Playing }) {
  const { player, timeline } = shown;
  const lengthMs = timeline.last.atMs - timeline.first.atMs;
  const atMs = player.atMs - timeline.first.atMs;
  return (
    <div className="ensemble-player-track">
      <Heat shown={shown} playing={playing} />
      <input
        type="range"
        aria-label="Time"
        aria-valuetext={`${spokenTime(atMs)} of ${spokenTime(lengthMs)}`}
        min={0}
        max={Math.max(1, lengthMs)}
        step={1}
        value={atMs}
        onChange={({ target }) => playing.seek(timeline.first.atMs + Number(target.value))}
      />
    </div>
  );
}

/** Time, and the moment in words. */
function Where({ shown: { player, timeline, moment } }: { shown: Known }) {
  const lengthMs = timeline.last.atMs - timeline.first.atMs;
  const words = moment === null ? '' : momentWords(timeline, moment);
  const at = new Date(player.atMs);
  return (
    <div className="ensemble-player-where">
      <span>
        {`${timeWords(player.atMs - timeline.first.atMs)} / ${timeWords(lengthMs)} · `}
        <time dateTime={at.toISOString()}>{at.toLocaleString()}</time>
      </span>
      <span role="status" aria-label="Moment" title={words}>
        {words}
      </span>
    </div>
  );
}

function Speed({ shown: { player }, playing }: { shown: Known; playing: Playing }) {
  return (
    <select
      aria-label="Speed"
      value={player.speed}
      onChange={({ target }) => playing.choose({ speed: Number(target.value) })}
    >
      {speeds.map((speed) => (
        <option key={speed} value={speed}>{`${speed} ×`}</option>
      ))}
    </select>
  );
}
