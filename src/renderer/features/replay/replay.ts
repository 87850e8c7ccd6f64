import './replay.css';
import { createElement } from 'react';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import type { Workbench } from '../../workbench/index.ts';
import { modifiers, playerCommands } from './commands.ts';
import { PlayerBar } from './player-bar.tsx';
import { Playing } from './playing.ts';

const category = 'Ensemble';
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
  const leave = () => {
    location.hash = location.hash.replace(/&replay=1(&recording=[^&]*)?/, '');
  };
  document.body.classList.add('ensemble-replaying');
  const bar = document.createElement('footer');
  document.body.append(bar);
  void workbench.ready.then(() => colourLike(workbench, bar));
  const commands = playerCommands(playing);
  const follow = () => void workbench.commands.execute('ensemble.follow');
  reactRender(() => createElement(PlayerBar, { playing, commands, follow, leave }))(bar);
  for (const { id, title, key, run } of commands)
    workbench.commands.register({ id: `ensemble.replay.${id}`, title, category, keybinding: modifiers + key, run });
  const keybinding = `${modifiers}b`;
  workbench.commands.register({
    id: 'ensemble.replay.leave',
    title: 'Back to the Session',
    category,
    keybinding,
    run: leave,
  });
}
