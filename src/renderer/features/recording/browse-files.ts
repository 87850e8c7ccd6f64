import type { Workspace } from '../../../shared/session/contract.ts';
import { desktopBridge } from '../../ui/desktop-bridge.ts';
import type { PickItem, Workbench } from '../../workbench/index.ts';

/** Window of the host's own, and the way to its host. */
export interface Opening {
  workbench: Workbench;
  host: Workspace;
}

type Choice = { is: 'go'; path: string } | { is: 'file'; path: string } | { is: 'type' };

const inside = (path: string, name: string) => {
  const separator = path.includes('\\') ? '\\' : '/';
  return path.endsWith(separator) ? path + name : path + separator + name;
};

/** Lets the person choose a recording's file of the host's machine: by the desktop's own dialog, or going up and down in lists, or by its path. */
export async function browseForRecording({ workbench, host }: Opening): Promise<string | undefined> {
  const call = desktopBridge()?.call;
  if (call) return (await call('recording.choose')) ?? undefined;
  let at = '';
  for (;;) {
    const found = await host.request('library.browse', { path: at }).catch((thrown: unknown) => {
      void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
      return null;
    });
    if (found === null) return undefined;
    const choice = await workbench.quickInput.pick(choices(found), {
      title: `Open Recording: ${found.path}`,
      placeholder:
        found.files.length > 0 ? 'A recording, or a folder to go into' : 'No recording is here: a folder to go into',
    });
    if (choice === undefined) return undefined;
    if (choice.is === 'file') return choice.path;
    if (choice.is === 'go') at = choice.path;
    else {
      const typed = await workbench.quickInput.input({
        title: 'Open Recording',
        prompt: 'The path of a recording’s file on this computer',
        value: inside(found.path, ''),
        validate: (value) => (value.trim() === '' ? 'Type the path of a file.' : null),
      });
      return typed?.trim();
    }
  }
}

function choices({ path, folders, files }: { path: string; folders: string[]; files: string[] }): PickItem<Choice>[] {
  return [
    ...files.map((name) => ({
      label: name,
      icon: 'play-circle',
      value: { is: 'file', path: inside(path, name) } as const,
    })),
    { label: 'Type a path…', icon: 'edit', value: { is: 'type' } },
    { label: '..', icon: 'arrow-up', value: { is: 'go', path: inside(path, '..') } },
    ...folders.map((name) => ({ label: name, icon: 'folder', value: { is: 'go', path: inside(path, name) } as const })),
  ];
}
