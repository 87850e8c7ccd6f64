import { fingerprintWords } from './page-rules.ts';
import type { ShellPage } from './shell-page.ts';

/** What is wrong with a folder's host. */
export type HostTrouble =
  /** It has not said yet that it is ready. */
  | { is: 'slow' }
  /** It stopped before it was ready, and is started again. */
  | { is: 'stopped'; times: number }
  /** It says itself why it cannot open the folder. */
  | { is: 'failed'; code: string; words: string }
  /** It has stopped too often, and is not started again. */
  | { is: 'given-up'; output: string };

const retry = { action: 'retry', label: 'Try Again' };
const choose = { action: 'choose', label: 'Choose Another Folder…' };
const close = { action: 'close', label: 'Close Window' };
const keptLength = 600;

/** Takes addresses out: a private one opens the folder to everyone who reads it. */
export function withoutAddresses(text: string): string {
  return text.replace(/\b[a-z][a-z+.-]*:\/\/\S+/gi, '(an address)');
}

/** A folder's page until its host is there. */
export function openingPage(folder: string): ShellPage {
  return { title: `Opening ${nameOf(folder)}`, text: [folder], busy: true, actions: [choose] };
}

/** A folder's page when its host does not come up as it should. */
export function troublePage(folder: string, trouble: HostTrouble): ShellPage {
  const name = nameOf(folder);
  if (trouble.is === 'slow')
    return {
      title: `${name} takes longer than usual to open`,
      text: [folder, 'Its disk may be slow or far away. Nothing is lost by waiting, nor by trying again.'],
      busy: true,
      actions: [retry, choose, close],
    };
  if (trouble.is === 'stopped')
    return {
      title: `Opening ${name}`,
      text: [folder, `What opens it has stopped, and is started again (${trouble.times}).`],
      busy: true,
      actions: [choose, close],
    };
  if (trouble.is === 'failed' && trouble.code === 'exists')
    return {
      title: `${name} is open elsewhere`,
      text: [
        folder,
        'Another Ensemble on this machine has this folder open, such as “ensemble host” in a terminal. End it there, then try again; what it has unsaved is kept.',
      ],
      actions: [retry, choose, close],
    };
  if (trouble.is === 'failed')
    return {
      title: `${name} cannot be opened`,
      text: [folder, withoutAddresses(trouble.words)],
      actions: [retry, choose, close],
    };
  return {
    title: `${name} cannot be opened`,
    text: [
      folder,
      'What opens it keeps stopping. What is saved is safe; unsaved text is kept and comes back with it.',
      ...lastWords(trouble.output),
    ],
    actions: [retry, choose, close],
  };
}

/** What a host said last, as a paragraph without secrets; nothing where it said nothing. */
export function lastWords(output: string): string[] {
  const said = withoutAddresses(output).trim();
  return said === '' ? [] : [`It said last: ${said.slice(-keptLength)}`];
}

/** In place of a page that is no more. */
export function crashedPage(): ShellPage {
  return {
    title: 'This window has crashed',
    text: ['What is saved is safe. What was typed is kept, and comes back when the window is loaded anew.'],
    actions: [{ action: 'reload', label: 'Reload' }, close],
  };
}

/** Before the first visit to somebody else's host. `before` is the fingerprint that it had until now. */
export function visitPage(url: string, pin: string | null, before: string | null | undefined): ShellPage {
  const { host, protocol } = new URL(url);
  const changed = before !== undefined && before !== pin;
  const proof =
    pin === null
      ? protocol === 'http:'
        ? 'None: it is on this machine'
        : 'Checked by the web’s authorities'
      : fingerprintWords(pin);
  return {
    title: changed ? `${host} is not the host that it was` : `Join the session at ${host}?`,
    text: changed
      ? [
          'You have been at this address before, and it had another fingerprint. The host may have been set up anew; somebody may also stand in its place. Ask whoever invited you before you go on.',
        ]
      : [
          'Somebody’s link leads there. The page comes from that host: go on only if you know who invited you.',
          'It gets your camera, microphone, screen or notifications only if you allow it then.',
        ],
    facts: [
      ['Host', host],
      ['Fingerprint', proof],
      ...(changed
        ? [
            [
              'Fingerprint before',
              before === null ? 'Checked by the web’s authorities' : fingerprintWords(before),
            ] satisfies [string, string],
          ]
        : []),
    ],
    actions: changed
      ? [close, { action: 'join', label: 'Join Anyway' }]
      : [
          { action: 'join', label: 'Join' },
          { action: 'close', label: 'Don’t Join' },
        ],
  };
}

/** When somebody else's page does not come. `shown` is the fingerprint that was turned down. */
export function unreachablePage(url: string, shown: string | null): ShellPage {
  const { host } = new URL(url);
  if (shown !== null)
    return {
      title: `${host} is not the host of this invite`,
      text: [
        'It shows another certificate than the invite promises, so nothing was sent to it. The invite may be an old one, or somebody stands between. Ask for a new link.',
      ],
      facts: [
        ['Fingerprint shown', fingerprintWords(Buffer.from(shown.replace(/^sha256\//, ''), 'base64').toString('hex'))],
      ],
      actions: [retry, close],
    };
  return {
    title: `Nobody answers at ${host}`,
    text: [
      'The session may have ended, its host may be away, or this machine has no network. If it stays so, ask for a new link.',
    ],
    actions: [retry, close],
  };
}

function nameOf(folder: string): string {
  return folder.split(/[/\\]/).findLast((part) => part !== '') ?? folder;
}
