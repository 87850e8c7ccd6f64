import './replay.css';
import { createElement } from 'react';
import { ReplayClient } from '../../../client/replay-client.ts';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import type { Workbench } from '../../workbench/index.ts';
import { PlayerBar } from './player-bar.tsx';
import { Playing } from './playing.ts';

const category = 'Ensemble';
/** Step of the keys, in recorded time. */
const stepMs = 5_000;
/** Part of a window's address that has it show the recorded past of its session. */
const inAddress = '&replay=1';

/** The way to the recorded past of a session, in windows of the host's own. */
export function replayEntrance({ workbench, isHostWindow }: App): void {
  if (!isHostWindow) return;
  workbench.commands.register({
    id: 'ensemble.replay.open',
    title: 'Replay This Session',
    category,
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 5 }],
    run: () => {
      location.hash += inAddress;
    },
  });
}

/** Gives the bar the colours of the workbench's own parts, now and with every other theme. */
function colourLike({ theme }: Workbench, bar: HTMLElement): void {
  const colour = () => {
    bar.style.background = theme.colour('panel.background') ?? '';
    bar.style.color = theme.colour('foreground') ?? '';
    bar.style.colorScheme = theme.kind().includes('light') ? 'light' : 'dark';
  };
  colour();
  theme.onChanged(colour);
}

/** The player of a recording. */
export function replay(app: App): void {
  const { workbench, client } = app;
  if (!(client instanceof ReplayClient)) return;
  const playing = new Playing(client);
  const leave = () => {
    location.hash = location.hash.replace(/&replay=1(&recording=[^&]*)?/, '');
  };
  document.body.classList.add('ensemble-replaying');
  const bar = document.createElement('footer');
  document.body.append(bar);
  void workbench.ready.then(() => colourLike(workbench, bar));
  reactRender(() => createElement(PlayerBar, { app, playing, leave }))(bar);
  const command = (id: string, title: string, keybinding: string, run: () => void) =>
    workbench.commands.register({ id: `ensemble.replay.${id}`, title, category, keybinding, run });
  command('toggle', 'Play or Pause', 'ctrl+alt+space', () => playing.toggle());
  command('forward', 'Five Seconds Forward', 'ctrl+alt+right', () => playing.skip(stepMs));
  command('back', 'Five Seconds Back', 'ctrl+alt+left', () => playing.skip(-stepMs));
  command('nextEvent', 'Next Event', 'ctrl+alt+shift+right', () => playing.toMark(1));
  command('previousEvent', 'Previous Event', 'ctrl+alt+shift+left', () => playing.toMark(-1));
  command('leave', 'Back to the Session', 'ctrl+alt+shift+space', leave);
}
