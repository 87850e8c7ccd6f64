import './replay.css';
import { createElement } from 'react';
import { fragmentFor, hasSession, watchedPlace } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import type { Workbench } from '../../workbench/index.ts';
import { Answers } from './answers.ts';
import { modifiers, type PlayerCommand, playerCommands } from './commands.ts';
import { Comparing } from './comparing.ts';
import { sayCuts } from './cut-words.ts';
import { Cutting } from './cutting.ts';
import { fork } from './forking.ts';
import { type Asking, LineWalk, leadTo, searchInTime, whySo } from './in-time.ts';
import { PlayerBar } from './player-bar.tsx';
import { Playing } from './playing.ts';
import { TimeView } from './time-view.tsx';
import { greyUnopened } from './unopened-files.ts';

const category = 'Ensemble';
const viewId = 'ensemble.replay.time';

/** The way to the recorded past of a session, in windows of the host's own. */
export function replayEntrance({ workbench, isHostWindow }: App): void {
  if (!isHostWindow) return;
  workbench.commands.register({
    id: 'ensemble.replay.open',
    title: 'Replay This Session',
    category,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 5 }],
    run: () => {
      location.hash = fragmentFor(location.hash, { all: true });
    },
  });
}

/** Properties of the bar's style, and the workbench's colours that they have. */
const colours = {
  '--ensemble-bar-background': 'panel.background',
  '--ensemble-bar-colour': 'foreground',
  '--ensemble-bar-quiet': 'descriptionForeground',
  '--ensemble-bar-border': 'panel.border',
  '--ensemble-bar-contrast': 'contrastBorder',
  '--ensemble-bar-accent': 'focusBorder',
  '--ensemble-bar-menu': 'menu.background',
  '--ensemble-bar-input': 'dropdown.background',
  '--vscode-button-secondaryBackground': 'button.secondaryBackground',
  '--vscode-button-secondaryForeground': 'button.secondaryForeground',
  '--vscode-button-secondaryHoverBackground': 'button.secondaryHoverBackground',
  '--vscode-button-border': 'button.border',
};

/** Gives the bar the colours of the workbench's own parts, now and with every other theme. */
function colourLike({ theme }: Workbench, bar: HTMLElement): void {
  const colour = () => {
    for (const [name, id] of Object.entries(colours)) bar.style.setProperty(name, theme.colour(id));
    bar.style.colorScheme = theme.kind().includes('light') ? 'light' : 'dark';
  };
  colour();
  theme.onChanged(colour);
}

/** The player of a recording. */
export function replay(app: App): void {
  const { workbench, recording } = app;
  if (!recording) return;
  const playing = new Playing(recording);
  const asking = { app, recording, playing, answers: new Answers() };
  beginAt(asking);
  void workbench.ready.then(() => sayCuts(app, playing));
  void workbench.ready.then(() => greyUnopened(app, recording));
  const back = () => {
    location.hash = fragmentFor(location.hash, null);
  };
  const leave = hasSession(location.hash) ? back : null;
  document.body.classList.add('ensemble-replaying');
  const bar = document.createElement('footer');
  document.body.append(bar);
  void workbench.ready.then(() => colourLike(workbench, bar));
  const follow = () => void workbench.commands.execute('ensemble.follow');
  const focus = () => bar.querySelector<HTMLElement>('input[type=range]')?.focus();
  const all = [
    ...playerCommands(playing),
    ...timeCommands(asking),
    { id: 'focus', title: 'Focus the Player', key: 'p', run: focus },
    ...(leave ? [{ id: 'leave', title: 'Back to the Session', key: 'b', run: leave }] : []),
  ];
  reactRender(() => createElement(PlayerBar, { playing, commands: all, follow, leave }))(bar);
  for (const { id, title, key, run } of all)
    workbench.commands.register({ id: `ensemble.replay.${id}`, title, category, keybinding: modifiers + key, run });
}

/**
 * Goes to the place that the window's address names, with its line of a text, once the recording is there; or to a time,
 * and plays from it.
 */
function beginAt(asking: Asking): void {
  const { playing, app } = asking;
  const place = watchedPlace(location.hash);
  const atMs = Number(new URLSearchParams(location.hash.slice(1)).get('at') ?? Number.NaN);
  if (!Number.isFinite(atMs)) return;
  const lead = async () => {
    await app.workbench.ready;
    await leadTo(asking, place!, place!.line && { ref: place!.line.ref, line: place!.line.number });
  };
  const begin = () => {
    if (playing.shown.get() === null) return;
    stop();
    if (place) return void lead();
    playing.seek(atMs);
    playing.toggle();
  };
  const stop = playing.shown.subscribe(begin);
  begin();
}

/** The view of what is asked of the recording, and the commands that ask. */
function timeCommands(asking: Asking): PlayerCommand[] {
  const { answers } = asking;
  const walk = new LineWalk(asking);
  const comparing = new Comparing(asking);
  const cutting = new Cutting(asking);
  const { views } = asking.app.workbench;
  const search = (...wanted: [string, boolean, boolean]) => void searchInTime(asking, ...wanted);
  const render = reactRender(() => createElement(TimeView, { answers, search }));
  views.register({ id: viewId, title: 'Time', place: 'panel', icon: 'history', order: 1, render });
  const shown = (run: () => Promise<void>) => () => {
    void views.open(viewId, { focus: false });
    void run();
  };
  return [
    { id: 'search', title: 'Search in Time…', key: 't', run: () => void views.open(viewId, { focus: true }) },
    { id: 'lineHistory', title: 'History of This Line', key: 'h', run: shown(() => walk.begin()) },
    { id: 'earlierLine', title: 'Earlier Version of This Line', key: 'w', run: () => void walk.walk(-1) },
    { id: 'laterLine', title: 'Later Version of This Line', key: 'e', run: () => void walk.walk(1) },
    { id: 'why', title: 'Why Is This Line So', key: 'y', run: shown(() => whySo(asking)) },
    { id: 'remember', title: 'Remember This Moment to Compare', key: 'r', run: () => comparing.remember() },
    {
      id: 'compareFile',
      title: 'Compare This File with the Remembered Moment',
      key: 'c',
      run: () => void comparing.file(),
    },
    // Somebody who watches by a link has no folder here, and nothing to change.
    ...(asking.app.ownHost === null
      ? []
      : [
          { id: 'fork', title: 'Fork from Here…', key: 'g', run: () => void fork(asking) },
          { id: 'beginCut', title: 'Begin a Cut Here', key: 'v', run: () => cutting.begin() },
          { id: 'cut', title: 'Cut from There to Here…', key: 'd', run: () => void cutting.cut() },
          { id: 'cutOne', title: 'Cut a File or Terminal Out…', key: 'q', run: () => void cutting.cutOne() },
        ]),
    {
      id: 'compareAll',
      title: 'Compare All Files with the Remembered Moment',
      key: 'a',
      run: shown(() => comparing.all()),
    },
  ];
}
