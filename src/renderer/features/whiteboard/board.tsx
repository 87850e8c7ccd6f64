import '@excalidraw/excalidraw/index.css';
import { CaptureUpdateAction, Excalidraw, MainMenu, reconcileElements, restoreElements } from '@excalidraw/excalidraw';
import type { ExcalidrawImperativeAPI, ExcalidrawProps } from '@excalidraw/excalidraw/types';
import { type ReactNode, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import type { App } from '../../session/app.ts';
import { useStore } from '../../ui/react-render.tsx';
import type { Dispose, PaneText } from '../../workbench/index.ts';
import { BoardSync } from './board-sync.ts';
import { BoardWords } from './board-words.tsx';
import { keepKeys, takeFocus } from './keys.ts';
import { BoardPointers } from './pointers.ts';

// Its fonts are ours to serve: the page's policy lets none come from elsewhere.
Object.assign(window, { EXCALIDRAW_ASSET_PATH: new URL('./whiteboard/', document.baseURI).href });

/** Shows a text as a whiteboard. Gives the function that ends that. */
export function showBoard(app: App, container: HTMLElement, text: PaneText): Dispose {
  const { notifications } = app.workbench;
  const place = document.createElement('div');
  place.className = 'ensemble-board';
  container.append(place);
  const tools = { restoreElements, reconcileElements, CaptureUpdateAction };
  const sync = new BoardSync(text, tools, (words) => void notifications.show('warning', words));
  const root = createRoot(place);
  const stopKeys = keepKeys(container, place);
  root.render(<Board app={app} text={text} sync={sync} place={place} />);
  return () => {
    stopKeys();
    sync.dispose();
    root.unmount();
    place.remove();
  };
}

interface BoardProps {
  app: App;
  text: PaneText;
  sync: BoardSync;
  place: HTMLElement;
}

/** Acts of Excalidraw's menu that are the workbench's here: files and the theme. */
const options: NonNullable<ExcalidrawProps['UIOptions']> = {
  canvasActions: { loadScene: false, saveToActiveFile: false, export: false, toggleTheme: false },
};

function Board(props: BoardProps): ReactNode {
  const { app, text, sync } = props;
  const status = useStore(sync.status);
  return (
    <>
      <BoardWords app={app} text={text} status={status} />
      {status.trouble === null && <Scene {...props} isReadOnly={status.isReadOnly} />}
    </>
  );
}

/** Excalidraw, with the board as it is when this is shown: after a text that could not be, that is another one. */
function Scene({ app, text, sync, place, isReadOnly }: BoardProps & { isReadOnly: boolean }): ReactNode {
  const theme = useTheme(app);
  const [begin] = useState(() => {
    const { elements, files, look } = sync.begin();
    const appState = { viewBackgroundColor: look.viewBackgroundColor ?? '#ffffff' };
    return { elements, files, appState, scrollToContent: true };
  });
  const [canvas, setCanvas] = useState<ExcalidrawImperativeAPI | null>(null);
  const [pointers, setPointers] = useState<BoardPointers | null>(null);
  useEffect(() => {
    if (canvas === null) return;
    sync.attach(canvas);
    takeFocus(place);
    const shown = new BoardPointers(
      app,
      text.path,
      place.querySelector<HTMLElement>('.ensemble-board-canvas')!,
      canvas,
    );
    setPointers(shown);
    return () => shown.dispose();
  }, [app, canvas, place, sync, text]);
  const openLink: NonNullable<ExcalidrawProps['onLinkOpen']> = ({ link }, event) => {
    event.preventDefault();
    if (link && /^https?:\/\//i.test(link)) void app.workbench.openExternal(link);
  };
  return (
    <div className="ensemble-board-canvas">
      <Excalidraw
        excalidrawAPI={setCanvas}
        initialData={begin}
        onChange={() => sync.noteChange()}
        onPointerUpdate={(pointed) => pointers?.move(pointed)}
        onLinkOpen={openLink}
        viewModeEnabled={isReadOnly}
        theme={theme}
        UIOptions={options}
        isCollaborating={app.recording === null}
        handleKeyboardGlobally={false}
        detectScroll={false}
        validateEmbeddable={false}
        renderEmbeddable={() => null}
        aiEnabled={false}
        name={text.path}
      >
        <MainMenu>
          <MainMenu.DefaultItems.SaveAsImage />
          <MainMenu.DefaultItems.SearchMenu />
          <MainMenu.DefaultItems.Help />
          <MainMenu.DefaultItems.ClearCanvas />
          <MainMenu.Separator />
          <MainMenu.DefaultItems.ChangeCanvasBackground />
        </MainMenu>
      </Excalidraw>
    </div>
  );
}

/** Follows the workbench's theme. */
function useTheme({ workbench: { theme } }: App): 'light' | 'dark' {
  const now = (): 'light' | 'dark' =>
    theme.kind() === 'light' || theme.kind() === 'high-contrast-light' ? 'light' : 'dark';
  const [kind, setKind] = useState(now);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it reads the theme of now.
  useEffect(() => theme.onChanged(() => setKind(now())), [theme]);
  return kind;
}
