/** Facts that a page's side of the shell gets from the test. */
export interface PageFacts {
  platform: string;
  argv: string[];
}

/** The page's side of the fake, run in every frame before anything else: it must need nothing from outside itself. */
export function pageSide({ platform, argv }: PageFacts): void {
  type Ask = (name: string, args: unknown[]) => Promise<unknown>;
  const own = globalThis as unknown as Record<string, unknown>;
  const ask = (name: string, ...args: unknown[]) => (own.__desktopAsk as Ask)(name, args);
  const refused = () => new DOMException('Permission denied', 'NotAllowedError');
  const must = async (permission: string, details: object = {}) => {
    if (!(await ask('permission', permission, details))) throw refused();
  };

  if (window === window.top) {
    const listeners: Record<string, ((event: unknown, ...args: unknown[]) => void)[]> = {};
    own.__desktopEmit = (channel: string, args: unknown[]) => {
      for (const listener of listeners[channel] ?? []) listener({}, ...args);
    };
    const electron = {
      contextBridge: {
        exposeInMainWorld: (name: string, value: unknown) => Object.defineProperty(window, name, { value }),
      },
      ipcRenderer: {
        on: (channel: string, listener: () => void) => {
          listeners[channel] = [...(listeners[channel] ?? []), listener];
        },
        off: (channel: string, listener: () => void) => {
          listeners[channel] = (listeners[channel] ?? []).filter((each) => each !== listener);
        },
        invoke: (channel: string, ...args: unknown[]) => ask('invoke', channel, args),
        send: (channel: string, ...args: unknown[]) => void ask('invoke', channel, args),
      },
    };
    own.__desktopPreload = { require: () => electron, process: { platform, argv: ['electron', ...argv] } };
  }

  for (const [event, type] of [
    ['pointerdown', 'mouseDown'],
    ['keydown', 'rawKeyDown'],
  ] as const) {
    window.addEventListener(event, ({ isTrusted }) => isTrusted && void ask('input', type), true);
  }
  window.addEventListener('contextmenu', (event) => {
    const { target, x, y } = event;
    setTimeout(() => {
      if (event.defaultPrevented) return;
      const isEditable = target instanceof HTMLInputElement || target instanceof HTMLTextAreaElement;
      void ask('contextMenu', { x, y, isEditable, selectionText: String(window.getSelection()) });
    });
  });

  window.open = (url) => {
    void ask('opens', new URL(url ?? 'about:blank', location.href).href);
    return null;
  };

  let mayNotify = 'default';
  void ask('mayNow', 'notifications').then((may) => {
    mayNotify = may ? 'granted' : 'default';
  });
  const notices: { title: string; body: string; click: () => void }[] = [];
  own.__desktopNotices = notices;
  own.Notification = class extends EventTarget {
    static get permission() {
      return mayNotify;
    }
    static async requestPermission() {
      mayNotify = (await ask('permission', 'notifications', {})) ? 'granted' : 'denied';
      return mayNotify;
    }
    constructor(title: string, options?: { body?: string }) {
      super();
      notices.push({ title, body: options?.body ?? '', click: () => this.dispatchEvent(new Event('click')) });
    }
    close() {}
  };

  Object.defineProperty(navigator, 'clipboard', {
    value: {
      async readText() {
        await must('clipboard-read');
        return ask('readClipboard');
      },
      async writeText(text: string) {
        await must('clipboard-sanitized-write');
        await ask('writeClipboard', text);
      },
      async read() {
        await must('clipboard-read');
        const text = new Blob([String(await ask('readClipboard'))], { type: 'text/plain' });
        return [new ClipboardItem({ 'text/plain': text })];
      },
      async write(items: ClipboardItem[]) {
        await must('clipboard-sanitized-write');
        const text = await items[0]?.getType('text/plain');
        await ask('writeClipboard', (await text?.text()) ?? '');
      },
    },
  });

  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (devices) {
    const real = devices.getUserMedia.bind(devices);
    devices.getUserMedia = async (constraints = {}) => {
      const mediaTypes = [...(constraints.audio ? ['audio'] : []), ...(constraints.video ? ['video'] : [])];
      await must('media', { mediaTypes, securityOrigin: `${location.origin}/` });
      return real(constraints);
    };
    devices.getDisplayMedia = async () => {
      await must('display-capture');
      const source = await ask('displayMedia');
      if (source === null) throw refused();
      const [track] = document.createElement('canvas').captureStream().getVideoTracks();
      Object.defineProperty(track, 'label', { value: source });
      return new MediaStream(track ? [track] : []);
    };
  }

  const tellColour = () => {
    const colour = document.querySelector<HTMLMetaElement>('meta[name="theme-color"]')?.content;
    if (colour && colour !== own.__desktopColour) void ask('themeColour', colour);
    own.__desktopColour = colour;
  };
  if (window === window.top)
    document.addEventListener('DOMContentLoaded', () => {
      tellColour();
      new MutationObserver(tellColour).observe(document.head, { childList: true, subtree: true, attributes: true });
    });
}
