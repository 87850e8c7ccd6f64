import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import { sortOf } from './player.ts';
import type { Playing, Shown } from './playing.ts';

type Known = NonNullable<Shown>;

/** Button with a list of people and sorts of events: the ticked ones stand on the timeline. */
export function Filter({ shown, playing }: { shown: Known; playing: Playing }) {
  const [isOpen, setOpen] = useState(false);
  const whole = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!isOpen) return;
    const leave = ({ target }: Event) => {
      if (!(target instanceof Node && whole.current?.contains(target))) setOpen(false);
    };
    addEventListener('pointerdown', leave, true);
    return () => removeEventListener('pointerdown', leave, true);
  }, [isOpen]);
  const leaveByKey = ({ key }: KeyboardEvent) => {
    if (key !== 'Escape') return;
    setOpen(false);
    // The choice that had the keyboard is gone.
    whole.current?.querySelector('button')?.focus();
  };
  const count = shown.hidden.names.length + shown.hidden.people.length;
  return (
    <div ref={whole} className="ensemble-player-filter">
      <button
        type="button"
        className="ensemble-icon-button"
        aria-expanded={isOpen}
        aria-label={count > 0 ? `Filter (${count} hidden)` : 'Filter'}
        title="Filter the timeline by people and events"
        onClick={() => setOpen(!isOpen)}
        onKeyDown={leaveByKey}
      >
        <span className={`codicon codicon-filter${count > 0 ? '-filled' : ''}`} aria-hidden="true" />
      </button>
      {isOpen && <Choices shown={shown} playing={playing} onKeyDown={leaveByKey} />}
    </div>
  );
}

interface Props {
  shown: Known;
  playing: Playing;
  onKeyDown: (event: KeyboardEvent) => void;
}

function Choices({ shown: { timeline, hidden }, playing, onKeyDown }: Props) {
  const names = [...new Set(timeline.marks.map(sortOf))].sort();
  const inIt = new Set([...timeline.marks, ...timeline.density].map(({ person }) => person));
  const people = timeline.people.filter(({ person }) => inIt.has(person));
  const switched = (list: readonly string[], item: string) =>
    list.includes(item) ? list.filter((each) => each !== item) : [...list, item];
  return (
    <fieldset className="ensemble-player-choices" aria-label="Filter" onKeyDown={onKeyDown}>
      <fieldset>
        <legend>{'People'}</legend>
        {people.map(({ person, name }) => (
          <Tick
            key={person}
            words={name}
            isOn={!hidden.people.includes(person)}
            onSwitch={() => playing.hide({ ...hidden, people: switched(hidden.people, person) })}
          />
        ))}
      </fieldset>
      <fieldset>
        <legend>{'Events'}</legend>
        {names.map((name) => (
          <Tick
            key={name}
            words={name}
            isOn={!hidden.names.includes(name)}
            onSwitch={() => playing.hide({ ...hidden, names: switched(hidden.names, name) })}
          />
        ))}
      </fieldset>
    </fieldset>
  );
}

function Tick({ words, isOn, onSwitch }: { words: string; isOn: boolean; onSwitch: () => void }) {
  return (
    <label>
      <input type="checkbox" checked={isOn} onChange={onSwitch} />
      {words}
    </label>
  );
}
