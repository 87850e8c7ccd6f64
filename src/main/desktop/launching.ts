import { relative, sep } from 'node:path';
import { app } from 'electron';
import {
  folderOf,
  type HandedOver,
  handedOver,
  type Launch,
  nothing,
  ownArguments,
  type Place,
  placeAt,
  readLaunch,
} from './command-line.ts';
import { parseDeepLink } from './deep-link.ts';
import type { Shell } from './shell.ts';

/** Arguments of this start, to be handed to an app that runs already. */
export function ownStart(): HandedOver {
  return { args: ownArguments(process.argv, app.isPackaged), workingDir: process.cwd() };
}

/**
 * Opens things at the request of the system and of later starts: arguments, links, files and folders dropped on the
 * icon.
 */
export function openWhatIsAsked(shell: Shell): void {
  let early: Launch[] = [];
  let isReady = false;
  const ask = (launch: Launch): void => {
    if (isReady) open(shell, launch);
    else early.push(launch);
  };
  app.on('second-instance', (_event, _argv, _workingDir, data) => {
    const given = handedOver.safeParse(data);
    ask(given.success ? readLaunch(given.data) : nothing);
  });
  app.on('open-url', (event, url) => {
    event.preventDefault();
    ask({ ...nothing, join: parseDeepLink(url) });
  });
  app.on('open-file', (event, path) => {
    event.preventDefault();
    ask({ ...nothing, places: [placeAt(path)] });
  });
  app.on('activate', () => isReady && ask(nothing));
  void app.whenReady().then(() => {
    isReady = true;
    const first = readLaunch(ownStart());
    early = [first, ...early].filter(({ places, join }) => places.length > 0 || join !== null);
    for (const launch of early.length > 0 ? early : [first]) open(shell, launch);
  });
}

/** Carries out the request of a start; without one, restores the windows of the last session. */
function open(shell: Shell, { places, join, port }: Launch): void {
  if (join) shell.openInvite(join);
  for (const place of places) openPlace(shell, place, port);
  if (!join && places.length === 0 && !shell.focusLast()) shell.restore();
}

/** Opens one place: a folder, a file in the folder that holds it, a recording. */
function openPlace(shell: Shell, { is, path }: Place, port: number): void {
  if (is === 'folder') shell.openFolder(path, port);
  else if (is === 'recording') shell.openRecording(path, port);
  else {
    const folder = folderOf(
      path,
      shell.folders.map((open) => open.folder),
    );
    shell.openFolder(folder, port);
    shell.sendTo(folder, 'ensemble.openFile', relative(folder, path).split(sep).join('/'));
  }
}
