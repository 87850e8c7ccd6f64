import { withoutAddresses } from '../../shared/text/secrets.ts';
import { closeAction, retryAction, type ShellPage } from './shell-page.ts';

/** Trouble with a folder's host. */
export type HostTrouble =
  /** The host is not ready yet. */
  | { is: 'slow' }
  /** The host stopped before it was ready, and is started again. */
  | { is: 'stopped'; times: number }
  /** The host says itself why it cannot open the folder. */
  | { is: 'failed'; code: string; words: string }
  /** The host has stopped too often, and is not started again. */
  | { is: 'given-up'; output: string };

const choose = { action: 'choose', label: 'Choose Another Folder…' };
const keptLength = 600;
const mostRecent = 8;

/** Makes the page of a window without a folder. */
export function startPage(recentFolders: readonly string[]): ShellPage {
  const recent = recentFolders.slice(0, mostRecent);
  return {
    title: 'Ensemble',
    text: ['Open a folder to work in, alone or together.'],
    actions: [{ action: 'choose', label: 'Open Folder…' }],
    list: {
      label: 'Recent folders',
      items: recent.map((folder) => ({ action: `open ${folder}`, label: nameOf(folder), detail: parentOf(folder) })),
    },
  };
}

/** Makes a folder's page for the time until its host is there. */
export function openingPage(folder: string): ShellPage {
  return { title: `Opening ${nameOf(folder)}`, text: [folder], busy: true, actions: [choose] };
}

/** Makes a folder's page for a host that does not come up as it should. */
export function troublePage(folder: string, trouble: HostTrouble): ShellPage {
  const name = nameOf(folder);
  if (trouble.is === 'slow')
    return {
      title: `${name} takes longer than usual to open`,
      text: [folder, 'Its disk may be slow or far away. Nothing is lost by waiting, nor by trying again.'],
      busy: true,
      actions: [retryAction, choose, closeAction],
    };
  if (trouble.is === 'stopped')
    return {
      title: `Opening ${name}`,
      text: [folder, `Its host has stopped, and is started again (${trouble.times}).`],
      busy: true,
      actions: [choose, closeAction],
    };
  if (trouble.is === 'failed' && trouble.code === 'exists')
    return {
      title: `${name} is open elsewhere`,
      text: [
        folder,
        'Another Ensemble on this machine has this folder open, such as “ensemble host” in a terminal. End it there, then try again; its unsaved text is kept.',
      ],
      actions: [retryAction, choose, closeAction],
    };
  if (trouble.is === 'failed')
    return {
      title: `${name} cannot be opened`,
      text: [folder, withoutAddresses(trouble.words)],
      actions: [retryAction, choose, closeAction],
    };
  const output = withoutAddresses(trouble.output).trim().slice(-keptLength);
  return {
    title: `${name} cannot be opened`,
    text: [
      folder,
      'Its host keeps stopping. Saved files are safe; unsaved text is kept and comes back with it.',
      ...(output === '' ? [] : ['It said last:']),
    ],
    output,
    actions: [retryAction, choose, closeAction],
  };
}

function nameOf(folder: string): string {
  return folder.split(/[/\\]/).findLast((part) => part !== '') ?? folder;
}

/** Parent path of a folder, to tell folders of one name apart. */
function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf(nameOf(folder))).replace(/(?<=.)[/\\]$/, '');
}
