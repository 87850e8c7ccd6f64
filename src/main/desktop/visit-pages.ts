import { fingerprintWords } from './page-rules.ts';
import { closeAction, retryAction, type ShellPage } from './shell-page.ts';

/** Makes the page before the first visit to somebody else's host. `before` is the fingerprint that it had until now. */
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
      ? [closeAction, { action: 'join', label: 'Join Anyway' }]
      : [
          { action: 'join', label: 'Join' },
          { action: 'close', label: 'Don’t Join' },
        ],
    // Somebody who types as a link opens this window has not read it.
    focus: 'close',
  };
}

/** Makes the page for somebody else's page that does not load. `shown` is the refused fingerprint. */
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
      actions: [retryAction, closeAction],
    };
  return {
    title: `Nobody answers at ${host}`,
    text: [
      'The session may have ended, its host may be away, or this machine has no network. If it stays so, ask for a new link.',
      'What you typed there before is kept, and sent once you are back in.',
    ],
    actions: [retryAction, closeAction],
  };
}
