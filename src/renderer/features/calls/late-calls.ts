import { createElement } from 'react';
import type { App } from '../../session/app.ts';
import { createStore, reactRender } from '../../ui/react-render.tsx';
import { CallModel } from './call-model.ts';
import { CallView, type CallViewProps } from './call-view.tsx';
import { FloatingTiles } from './floating-tiles.tsx';

/** Everything of calls that comes once somebody opens the view, or joins. */
export interface LateCalls {
  model: CallModel;
  render(container: HTMLElement): () => void;
}

export function makeCalls(app: App): LateCalls {
  const model = new CallModel(app);
  const floats = createStore(false);
  const props: CallViewProps = { app, model, floats };
  const box = document.createElement('div');
  document.querySelector('.monaco-workbench')?.append(box);
  reactRender(() => createElement(FloatingTiles, props))(box);
  floatForScreens(model, floats);
  return { model, render: reactRender(() => createElement(CallView, props)) };
}

/** Makes room where somebody else begins to share a screen, which is not to be read in a side bar. */
function floatForScreens(model: CallModel, floats: CallViewProps['floats']): void {
  let shared = 0;
  model.store.subscribe(() => {
    const { phase, members } = model.store.get();
    const now = phase === 'in' ? members.filter(({ isSharing, isMe }) => isSharing && !isMe).length : 0;
    if (now > shared) floats.set(true);
    shared = now;
  });
}
