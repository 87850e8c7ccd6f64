import './colours.ts';
import { getService, IEditorService } from '@codingame/monaco-vscode-api';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import { Extensions, type IViewsRegistry } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/views';
import { VIEW_PANE_ID } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/scm';
import { ISCMService } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/scm.service';
import { commands } from '../contributions/commands.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { SourceControlPort, SourceTarget } from '../ports/source-control.ts';
import { toCommand } from './command.ts';
import { openFirstCommits } from './first-commit.ts';
import { RepositoryHistory } from './history.ts';
import { Group, openChange, openChanges, Provider, Resource } from './provider.ts';
import { showQuickDiffs } from './quick-diff.ts';
import { shownChange } from './shown-change.ts';
import { serveVersions } from './versions.ts';
import { updateAllRepositories } from './whole-updates.ts';

/** Finds the targets of a command of the view's menus: files, groups or repositories, one or several. */
function targetsOf(args: readonly unknown[]): SourceTarget[] {
  const targets = new Map<string, SourceTarget>();
  for (const each of args.flat()) {
    if (each instanceof Resource) {
      const { provider, id } = each.resourceGroup;
      const key = `${provider.path} ${id}`;
      const paths = [...(targets.get(key)?.paths ?? []), each.path];
      targets.set(key, { repository: provider.path, group: id, paths });
    } else if (each instanceof Group)
      targets.set(`${each.provider.path} ${each.id}`, { repository: each.provider.path, group: each.id, paths: null });
    else if (each instanceof Provider) targets.set(each.path, { repository: each.path, group: null, paths: null });
  }
  const commit = args.flat().find(isCommit)?.id;
  return [...targets.values()].map((target) => (commit === undefined ? target : { ...target, commit }));
}

/** Says whether an argument is a commit of the graph. */
function isCommit(each: unknown): each is { id: string } {
  return typeof each === 'object' && each !== null && 'parentIds' in each && 'id' in each;
}

/** No first paint has a comparison. */
const comparing = () => import('./compared-place.ts');

/** Shows repositories in the workbench's own view of source control. */
export function createSourceControl(paths: FolderPaths): SourceControlPort {
  let compared: Awaited<ReturnType<typeof comparing>> | null = null;
  return {
    create: async ({ path, placeholder, acceptCommand, history }) => {
      const service = await getService(ISCMService);
      openFirstCommits();
      await updateAllRepositories();
      const provider = await Provider.make(paths, path, acceptCommand);
      const past = new RepositoryHistory(paths, path, history);
      const repository = service.registerSCMProvider(provider);
      repository.input.placeholder = placeholder;
      return {
        setGroups: (groups) => provider.setGroups(groups),
        setButton: (button) =>
          provider.actionButton.set(
            button === null
              ? undefined
              : {
                  command: toCommand(button.main),
                  enabled: button.enabled,
                  ...(button.more.length > 0 ? { secondaryCommands: [button.more.map(toCommand)] } : {}),
                },
            undefined,
          ),
        setStatusCommands: (all) => provider.statusBarCommands.set(all.map(toCommand), undefined),
        setHistoryHead: (head) => {
          past.setHead(head);
          // It is shown once there is something in it.
          const has = head.current !== null;
          if (has !== (provider.historyProvider.get() !== undefined))
            provider.historyProvider.set(has ? past : undefined, undefined);
        },
        message: () => repository.input.value,
        setMessage: (text) => repository.input.setValue(text, false),
        setInputVisible: (visible) => {
          repository.input.visible = visible;
        },
        dispose: () => repository.dispose(),
      };
    },
    provideVersions: ({ read, baseOf, onChanged, actions }) => {
      void serveVersions(read, onChanged).then(() => showQuickDiffs(paths, baseOf, actions));
    },
    openChange: (title, change, preserveFocus = false) => openChange(paths, title, change, preserveFocus),
    shownChange: () => shownChange(paths),
    onShownChange: (listener) => {
      void getService(IEditorService).then((editors) => editors.onDidActiveEditorChange(listener));
    },
    comparedPlace: () => compared?.comparedPlace() ?? null,
    onComparedMoved: (listener) => {
      void getService(IEditorService).then((editors) => {
        const look = async () => {
          if (compared !== null || shownChange(paths) === null) return;
          looking.dispose();
          compared = await comparing();
          compared.onComparedMoved(listener);
        };
        const looking = editors.onDidActiveEditorChange(look);
        void look();
      });
    },
    revealCompared: async (...place) => (await comparing()).revealCompared(...place),
    openChanges: (title, changes) => openChanges(paths, title, changes),
    registerCommand: (command, run) =>
      commands.register({ ...command, run: (...args) => run(targetsOf(args), ...args) }),
    setWelcome: (words, when) => {
      const expression = ContextKeyExpr.deserialize(when);
      Registry.as<IViewsRegistry>(Extensions.ViewsRegistry).registerViewWelcomeContent(VIEW_PANE_ID, {
        content: words,
        ...(expression === undefined ? {} : { when: expression }),
      });
    },
  };
}
