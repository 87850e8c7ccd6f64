import { withoutAddresses } from '../../shared/text/secrets.ts';
import { closeAction, retryAction, type ShellPage } from './shell-page.ts';

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

const choose = { action: 'choose', label: 'Choose Another Folder…' };
const keptLength = 600;
const mostRecent = 8;

/** The page of a window without a folder. */
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
      actions: [retryAction, choose, closeAction],
    };
  if (trouble.is === 'stopped')
    return {
      title: `Opening ${name}`,
      text: [folder, `What opens it has stopped, and is started again (${trouble.times}).`],
      busy: true,
      actions: [choose, closeAction],
    };
  if (trouble.is === 'failed' && trouble.code === 'exists')
    return {
      title: `${name} is open elsewhere`,
      text: [
        folder,
        'Another Ensemble on this machine has this folder open, such as “ensemble host” in a terminal. End it there, then try again; what it has unsaved is kept.',
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
      'What opens it keeps stopping. What is saved is safe; unsaved text is kept and comes back with it.',
      ...(output === '' ? [] : ['It said last:']),
    ],
    output,
    actions: [retryAction, choose, closeAction],
  };
}

function nameOf(folder: string): string {
  return folder.split(/[/\\]/).findLast((part) => part !== '') ?? folder;
}

/** What leads to a folder: the name alone may be that of several. */
function parentOf(folder: string): string {
  return folder.slice(0, folder.lastIndexOf(nameOf(folder))).replace(/(?<=.)[/\\]$/, '');
}
