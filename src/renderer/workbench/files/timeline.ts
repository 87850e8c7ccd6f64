import { getService } from '@codingame/monaco-vscode-api';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { TimelineChangeEvent } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/timeline/common/timeline';
import { ITimelineService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/timeline/common/timeline.service';
import { commands } from '../contributions/commands.ts';
import { toDispose, toDisposeLater } from '../contributions/disposables.ts';
import type { TimelinePort } from '../ports/timeline.ts';
import { toCommand } from '../scm/command.ts';
import { pathOfVersion, versionScheme } from '../scm/versions.ts';
import type { FolderPaths } from './paths.ts';

/** Puts entries into the workbench's timeline of a file of the folder. */
export function createTimeline(paths: FolderPaths): TimelinePort {
  // A version of a file that is looked at has the timeline of the file.
  const pathOf = (uri: URI) => pathOfVersion(uri) ?? paths.toPath(uri);
  return {
    provide: ({ id, label, entriesOf, onChanged }) => {
      const changed = new Emitter<TimelineChangeEvent>();
      const stop = onChanged((path) => {
        const uri = path === undefined ? undefined : paths.toUri(path);
        changed.fire({ id, uri, reset: true });
      });
      const registered = getService(ITimelineService).then((service) =>
        service.registerTimelineProvider({
          id,
          label,
          scheme: [paths.root.scheme, versionScheme],
          onDidChange: changed.event,
          provideTimeline: async (uri) => {
            const path = pathOf(uri);
            const entries = path === null ? [] : await entriesOf(path);
            return {
              source: id,
              items: entries.map((entry) => ({
                handle: entry.id,
                source: id,
                label: entry.label,
                timestamp: entry.atMs,
                themeIcon: ThemeIcon.fromId(entry.icon),
                ...(entry.description === undefined ? {} : { description: entry.description }),
                ...(entry.kind === undefined ? {} : { contextValue: entry.kind }),
                ...(entry.command === undefined ? {} : { command: toCommand(entry.command) }),
              })),
            };
          },
          dispose: () => undefined,
        }),
      );
      const withdraw = toDisposeLater(registered);
      return () => {
        stop();
        withdraw();
        toDispose(changed)();
      };
    },
    registerCommand: (command, run) =>
      commands.register({
        ...command,
        run: (item, uri) => {
          const path = URI.isUri(uri) ? pathOf(uri) : null;
          const handle = typeof item === 'object' && item !== null && 'handle' in item ? item.handle : null;
          if (path !== null && typeof handle === 'string') return run(path, handle);
        },
      }),
  };
}
