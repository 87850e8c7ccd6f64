import { beforeEach, describe, expect, it, onTestFinished, vi } from 'vitest';
import { notifications } from '../../../../src/renderer/features/notifications/notifications.ts';
import type { App } from '../../../../src/renderer/session/app.ts';
import { type NewsSort, newsSorts, tellNews } from '../../../../src/renderer/session/news.ts';
import { everybodysRoom } from '../../../../src/shared/capabilities/chat/chat-state.ts';
import type { Entry } from '../../../../src/shared/core/entry.ts';
import type { SessionState } from '../../../../src/shared/session/state.ts';
import type { Body } from '../../../../src/shared/session/table.ts';
import { ann, annsWindow, bob, bobsWindow, entryOf, foldAll, joined } from '../../shared/session/entries.ts';
import { idOf } from '../../shared/session/sample-of.ts';

let hasFocus = true;
/** Where Ann was told something, and in which words. */
let told: string[] = [];

/** Notification of the desktop that was shown last. */
let newest: EventTarget | null = null;

class FakeNotification extends EventTarget {
  static permission = 'granted';
  constructor(_title: string, { body }: { body: string }) {
    super();
    told.push(`desktop: ${body}`);
    newest = this;
  }

  close() {}
}

beforeEach(() => {
  hasFocus = true;
  told = [];
  vi.stubGlobal('document', { hasFocus: () => hasFocus });
  vi.stubGlobal('window', { Notification: FakeNotification, focus: () => told.push('page in front') });
  vi.stubGlobal('Notification', FakeNotification);
});

/** Ann's window, with settings of hers, and Bob in the session. */
async function windowOfAnn(settings: Record<string, boolean> = {}) {
  const state = foldAll([joined(ann, annsWindow, 'owner'), joined(bob, bobsWindow)]);
  const session: { state: SessionState; person: string; nowMs: () => number } = {
    state,
    person: ann,
    nowMs: () => 2000,
  };
  const hearers: { entry?: (entry: Entry) => void; state?: () => void } = {};
  let isSilent = false;
  const values: Record<string, boolean> = {};
  const workbench = {
    ready: Promise.resolve(),
    commands: { register: () => undefined, execute: async (id: string) => void told.push(`opened ${id}`) },
    configuration: {
      declare: (all: { key: string; default: boolean }[]) => {
        for (const { key, default: value } of all) values[key] = settings[key.split('.').at(-1)!] ?? value;
      },
      get: (key: string) => values[key],
    },
    views: { isVisible: () => false },
    notifications: {
      show: async (severity: string, words: string, { silent, urgent }: { silent: boolean; urgent: boolean }) => {
        told.push(`${silent || (isSilent && !urgent) ? 'centre' : severity}: ${words}`);
      },
      status: (words: string) => told.push(`status: ${words}`),
      announce: (words: string) => told.push(`spoken: ${words}`),
      silence: (isOn: boolean) => (isSilent = isOn),
    },
  };
  const on = (event: 'entry' | 'state', hear: () => void) => {
    hearers[event] = hear;
  };
  notifications({ workbench, session, client: { events: { on } } } as unknown as App);
  onTestFinished(() => void vi.unstubAllGlobals());
  await workbench.ready;
  const hear = (entry: Entry) => hearers.entry!(entry);
  const disturbNot = () => {
    const busy = { ...state.replicas[annsWindow]!, activity: 'busy' as const };
    session.state = { ...state, replicas: { ...state.replicas, [annsWindow]: busy } };
    hearers.state!();
  };
  return { hear, disturbNot };
}

const message = (change: Partial<Body<'chat.posted'>> = {}) => ({
  ...{
    message: idOf('message'),
    replyTo: null,
    words: 'look',
    mentions: [],
    priority: 'normal' as const,
    snippet: null,
  },
  ...change,
});
const posted = (change?: Partial<Body<'chat.posted'>>) =>
  entryOf('chat.posted', message(change), { by: bobsWindow, ref: everybodysRoom });
const carl = { person: idOf('Carl'), name: 'Carl', role: 'editor' as const };
const news = (sort: NewsSort) => () =>
  tellNews({
    sort,
    isUrgent: false,
    isKept: true,
    atMs: 1500,
    words: sort,
    view: null,
    open: () => undefined,
    button: 'Show',
  });

type Happens = (hear: (entry: Entry) => void) => void;

/** News of each sort, with the place at which it is told to who is here, or elsewhere where only then. */
const sorts: Record<NewsSort, { happens: Happens; is: string; isElsewhere?: true }> = {
  mentions: { happens: (hear) => hear(posted({ mentions: [ann] })), is: 'info: Bob mentions you: look' },
  messages: { happens: (hear) => hear(posted()), is: 'status: Bob: look' },
  joins: { happens: (hear) => hear(entryOf('participant.admitted', carl)), is: 'status: Somebody came in.' },
  joinRequests: {
    happens: (hear) => hear(entryOf('participant.requested', carl)),
    ...{ is: 'status: Somebody asks to join.', isElsewhere: true },
  },
  recordings: {
    happens: (hear) => hear(entryOf('recording.started', { title: '' }, { by: bobsWindow, ref: idOf('recording') })),
    is: 'status: Bob began to record.',
  },
  comments: { happens: news('comments'), is: 'info: comments' },
  reviews: { happens: news('reviews'), is: 'info: reviews' },
  gatherings: { happens: news('gatherings'), is: 'info: gatherings' },
};

describe.each(newsSorts)('news of %s', (sort) => {
  const { happens, is, isElsewhere = false } = sorts[sort];

  it('are told where they are on, and nowhere where they are off', async () => {
    hasFocus = !isElsewhere;
    const on = await windowOfAnn({ [sort]: true });
    happens(on.hear);
    expect(told).toEqual([is]);
    told = [];
    const off = await windowOfAnn({ [sort]: false });
    happens(off.hear);
    expect(told).toEqual([]);
  });

  it('come to the desktop of who is elsewhere, where they want that', async () => {
    hasFocus = false;
    const { hear } = await windowOfAnn({ [sort]: true, desktop: true });
    happens(hear);
    expect(told[0]).toMatch(/^desktop: /);
  });

  it('disturb nobody who does not want it: those that no view counts wait for later', async () => {
    hasFocus = false;
    const { hear, disturbNot } = await windowOfAnn({ [sort]: true, desktop: true });
    disturbNot();
    happens(hear);
    expect(told).toEqual(['comments', 'reviews', 'gatherings'].includes(sort) ? [`centre: ${sort}`] : []);
  });
});

it('lets what is urgent through to who does not want to be disturbed only where they allow it', async () => {
  const urgent = posted({ priority: 'urgent' });
  const closed = await windowOfAnn();
  closed.disturbNot();
  closed.hear(urgent);
  expect(told).toEqual([]);
  const open = await windowOfAnn({ urgentBreaksThrough: true });
  open.disturbNot();
  open.hear(posted({ mentions: [ann] }));
  expect(told).toEqual([]);
  open.hear(urgent);
  expect(told).toEqual(['warning: Bob: look']);
});

it('tells a message to one alone as a mention, and nobody of what they say themselves or of the past', async () => {
  const { hear } = await windowOfAnn();
  hear(entryOf('direct.posted', message(), { by: bobsWindow }));
  expect(told).toEqual(['info: Bob to you alone: look']);
  hear(entryOf('direct.posted', message(), { by: annsWindow }));
  hear(entryOf('chat.posted', message(), { by: annsWindow, ref: everybodysRoom }));
  hear({ ...posted(), at: -60_000 });
  expect(told).toHaveLength(1);
});

it('leads a click on the desktop back to the window, which the app brings to the front itself, and to the news', async () => {
  const call = async (name: string) => told.push(`asked ${name}`);
  vi.stubGlobal('ensembleDesktop', { call });
  hasFocus = false;
  const { hear } = await windowOfAnn({ desktop: true });
  hear(posted());
  told = [];
  newest!.dispatchEvent(new Event('click'));
  expect(told).toEqual(['page in front', 'asked window.show', 'opened ensemble.chat.show']);
});
