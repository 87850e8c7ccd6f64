import { getService, IDecorationsService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import type { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { FileBadge, FileBadgesPort } from '../ports/file-badges.ts';
import type { FolderPaths } from './paths.ts';

interface Owner {
  badges: ReadonlyMap<string, FileBadge>;
  changed: Emitter<readonly URI[]>;
}

/** Marks files where the workbench shows them. Costs nothing until there is a badge. */
export function createFileBadges(paths: FolderPaths): FileBadgesPort {
  const owners = new Map<string, Owner>();

  const begin = (name: string): Owner => {
    const owner: Owner = { badges: new Map(), changed: new Emitter() };
    owners.set(name, owner);
    void getService(IDecorationsService).then((service) =>
      service.registerDecorationsProvider({
        label: name,
        onDidChange: owner.changed.event,
        provideDecorations: (uri) => {
          const badge = owner.badges.get(paths.toPath(uri) ?? '');
          if (badge === undefined) return undefined;
          const { icon, tooltip, colour, bubbles } = badge;
          return {
            letter: typeof icon === 'string' ? ThemeIcon.fromId(icon) : icon.letter,
            tooltip: [tooltip].flat().join('\n'),
            ...(colour === undefined ? {} : { color: colour }),
            ...(bubbles ? { bubble: true } : {}),
          };
        },
      }),
    );
    return owner;
  };

  return {
    set: (name, badges) => {
      if (badges.size === 0 && !owners.has(name)) return;
      const owner = owners.get(name) ?? begin(name);
      const touched = new Set([...owner.badges.keys(), ...badges.keys()]);
      owner.badges = new Map(badges);
      owner.changed.fire([...touched].map((path) => paths.toUri(path)));
    },
  };
}
