import { randomUUID } from 'node:crypto';
import { BrowserWindow, type DesktopCapturerSource, desktopCapturer, nativeTheme } from 'electron';
import { shellAction, shellPageUrl } from './shell-page.ts';

const thumbnail = { width: 320, height: 200 };

/** Lets the person choose a screen or a window to share, in a window above the asking page; null for none. */
export async function pickScreen(parent: BrowserWindow): Promise<DesktopCapturerSource | null> {
  const sources = await desktopCapturer.getSources({ types: ['screen', 'window'], thumbnailSize: thumbnail });
  const picker = new BrowserWindow({
    parent,
    modal: true,
    width: 760,
    height: 560,
    title: 'Share Your Screen',
    minimizable: false,
    fullscreenable: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? '#1f1f1f' : '#ffffff',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false },
  });
  picker.removeMenu();
  const mark = randomUUID();
  const chosen = new Promise<DesktopCapturerSource | null>((choose) => {
    picker.webContents.on('will-navigate', (event) => {
      event.preventDefault();
      const action = shellAction(event.url, mark);
      if (action === null) return;
      choose(sources.find(({ id }) => id === action) ?? null);
      picker.close();
    });
    picker.webContents.on('before-input-event', (_event, { type, key }) => {
      if (type === 'keyDown' && key === 'Escape') picker.close();
    });
    picker.webContents.setWindowOpenHandler(() => ({ action: 'deny' }));
    picker.once('closed', () => choose(null));
  });
  const page = {
    title: 'What shall the others see?',
    text: ['They see it until you stop.'],
    choices: sources.map(({ id, name, thumbnail: image }) => ({ action: id, label: name, image: image.toDataURL() })),
    actions: [{ action: 'cancel', label: 'Show Nothing' }],
  };
  picker.loadURL(shellPageUrl(page, mark)).catch(() => picker.destroy());
  return chosen;
}
