import { EnsembleError } from '../../../shared/core/errors.ts';
import type { App } from '../../session/app.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';
import type { PickItem } from '../../workbench/index.ts';
import { childOf, parentOf } from './folder-path.ts';

type Choice = { is: 'open' } | { is: 'go'; path: string } | { is: 'type' };

/** Opens a folder of the host's machine in place of this one. */
export async function openFolder({ workbench, workspace }: App, path: string): Promise<void> {
  const call = desktopBridge()?.call;
  try {
    if (call) {
      await call('folder.open', path);
      return;
    }
    // A rejection inside of it would go to the error log as well.
    const opened = await workbench.notifications.withProgress(`Opening ${path}…`, () =>
      workspace.request('folders.open', { path }).then(
        ({ url }) => ({ url, problem: null }),
        (thrown: unknown) => ({ url: null, problem: thrown }),
      ),
    );
    if (opened.url === null) throw opened.problem;
    location.assign(opened.url);
  } catch (thrown) {
    const words = thrown instanceof EnsembleError ? thrown.message : `${path} could not be opened.`;
    await workbench.notifications.show('error', words);
  }
}

/** Lets me choose a folder of the host's machine: by the desktop's own dialog, or going up and down in lists. */
export async function chooseFolder(app: App): Promise<void> {
  const call = desktopBridge()?.call;
  if (call) {
    await call('folder.choose');
    return;
  }
  const path = await browse(app);
  if (path !== undefined) await openFolder(app, path);
}

async function browse(app: App): Promise<string | undefined> {
  const { workbench, workspace } = app;
  let at = '';
  for (;;) {
    const found = await workspace.request('folders.browse', { path: at }).catch((thrown: unknown) => {
      void workbench.notifications.show(
        'error',
        thrown instanceof EnsembleError ? thrown.message : 'It cannot be read.',
      );
      return null;
    });
    if (found === null) return undefined;
    const choice = await workbench.quickInput.pick(choices(found), {
      title: `Open Folder: ${found.path}`,
      placeholder: 'Choose a folder to go into, or open this one',
    });
    if (choice === undefined) return undefined;
    if (choice.is === 'open') return found.path;
    if (choice.is === 'go') at = choice.path;
    else {
      const typed = await typePath(app, found.path);
      if (typed !== undefined) return typed;
    }
  }
}

function choices({ path, folders }: { path: string; folders: string[] }): PickItem<Choice>[] {
  const parent = parentOf(path);
  return [
    { label: 'Open this folder', description: path, icon: 'folder-opened', value: { is: 'open' } },
    { label: 'Type a path…', icon: 'edit', value: { is: 'type' } },
    ...(parent === null
      ? []
      : [{ label: '..', description: parent, icon: 'arrow-up', value: { is: 'go', path: parent } as const }]),
    ...folders.map((name) => ({
      label: name,
      icon: 'folder',
      value: { is: 'go', path: childOf(path, name) } as const,
    })),
  ];
}

function typePath({ workbench, workspace }: App, path: string): Promise<string | undefined> {
  return workbench.quickInput.input({
    title: 'Open Folder',
    prompt: 'The path of a folder on the host’s machine',
    value: path,
    validate: (value) =>
      workspace.request('folders.browse', { path: value.trim() }).then(
        () => null,
        (thrown: unknown) => (thrown instanceof EnsembleError ? thrown.message : 'This folder cannot be read.'),
      ),
  });
}
