import { speedBeside } from './player.ts';
import type { Playing } from './playing.ts';

/** Step of the keys, in recorded time. */
const stepMs = 5_000;

/** A command of the player. */
export interface PlayerCommand {
  id: string;
  title: string;
  /** Its key while the bar has the keyboard; everywhere else with ctrl, alt and shift. */
  key: string;
  run: () => void;
}

/** Keys with these are free in browsers, in desktops and in the app's own menus. */
export const modifiers = 'ctrl+alt+shift+';

/** Commands by which a recording is played. */
export function playerCommands(playing: Playing): PlayerCommand[] {
  const speedUp = (way: 1 | -1) => {
    const shown = playing.shown.get();
    if (shown) playing.choose({ speed: speedBeside(shown.player.speed, way) });
  };
  const turnSkipping = () => {
    const shown = playing.shown.get();
    if (shown) playing.choose({ skipsRests: !shown.player.skipsRests });
  };
  const step = (of: Parameters<Playing['step']>[0], way: 1 | -1) => () => void playing.step(of, way);
  return [
    { id: 'toggle', title: 'Play or Pause', key: 'k', run: () => playing.toggle() },
    { id: 'forward', title: 'Five Seconds Forward', key: 'l', run: () => playing.skip(stepMs) },
    { id: 'back', title: 'Five Seconds Back', key: 'j', run: () => playing.skip(-stepMs) },
    { id: 'nextEvent', title: 'Next Event', key: 'o', run: step('event', 1) },
    { id: 'previousEvent', title: 'Previous Event', key: 'u', run: step('event', -1) },
    { id: 'nextEntry', title: 'Next Entry', key: '.', run: step('entry', 1) },
    { id: 'previousEntry', title: 'Previous Entry', key: ',', run: step('entry', -1) },
    { id: 'nextEdit', title: 'Next Edit', key: 'm', run: step('edit', 1) },
    { id: 'previousEdit', title: 'Previous Edit', key: 'n', run: step('edit', -1) },
    { id: 'nextSave', title: 'Next Save', key: 'x', run: step('save', 1) },
    { id: 'previousSave', title: 'Previous Save', key: 'z', run: step('save', -1) },
    { id: 'faster', title: 'Faster', key: 'f', run: () => speedUp(1) },
    { id: 'slower', title: 'Slower', key: 's', run: () => speedUp(-1) },
    { id: 'skipRests', title: 'Skip Idle Time or Not', key: 'i', run: turnSkipping },
  ];
}
