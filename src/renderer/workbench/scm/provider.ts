import { getService, IEditorService, ILanguageService, IModelService } from '@codingame/monaco-vscode-api';
import { Codicon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/codicons';
import { Emitter } from '@codingame/monaco-vscode-api/vscode/vs/base/common/event';
import { observableValue } from '@codingame/monaco-vscode-api/vscode/vs/base/common/observableInternal/observables/observableValue';
import { ResourceTree } from '@codingame/monaco-vscode-api/vscode/vs/base/common/resourceTree';
import { URI } from '@codingame/monaco-vscode-api/vscode/vs/base/common/uri';
import type { Command } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/languages';
import type { ITextModel } from '@codingame/monaco-vscode-api/vscode/vs/editor/common/model';
import type { ISCMHistoryProvider } from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/history';
import type {
  ISCMActionButtonDescriptor,
  ISCMProvider,
  ISCMResource,
  ISCMResourceGroup,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/contrib/scm/common/scm';
import { commands } from '../contributions/commands.ts';
import type { FolderPaths } from '../files/paths.ts';
import type { SourceChange, SourceCommand, SourceGroup } from '../ports/source-control.ts';
import { toCommand } from './command.ts';
import { nothingUri, versionUri } from './versions.ts';

/**
 * Value of `scmProvider` in the menus' expressions. It differs from Git's own extension: that would bring chat's
 * buttons.
 */
export const providerId = 'ensembleGit';

/** Gives the addresses of both sides of a change. */
export function sidesOf(paths: FolderPaths, { path, left, right }: Pick<SourceChange, 'path' | 'left' | 'right'>) {
  return {
    left: left === null ? nothingUri(path) : versionUri(left),
    right: right === 'file' ? paths.toUri(path) : right === null ? nothingUri(path) : versionUri(right),
  };
}

/** Opens a change: the file alone where there is nothing to compare it with. */
export async function openChange(
  paths: FolderPaths,
  title: string,
  change: Pick<SourceChange, 'path' | 'left' | 'right'>,
  preserveFocus: boolean,
): Promise<void> {
  const editors = await getService(IEditorService);
  const { left, right } = sidesOf(paths, change);
  if (change.left === null && change.right !== null)
    await editors.openEditor({ resource: right, options: { preserveFocus } });
  else
    await editors.openEditor({
      label: title,
      original: { resource: left },
      modified: { resource: right },
      options: { preserveFocus },
    });
}

/** Opens many changes, one below the other. */
export async function openChanges(
  paths: FolderPaths,
  title: string,
  changes: readonly Pick<SourceChange, 'path' | 'left' | 'right'>[],
): Promise<void> {
  const resources = changes.map((change) => {
    const { left, right } = sidesOf(paths, change);
    return { originalUri: left, modifiedUri: right };
  });
  await commands.execute('_workbench.openMultiDiffEditor', { title, resources });
}

/** One file of a group. */
export class Resource implements ISCMResource {
  readonly sourceUri: URI;
  readonly contextValue: string;
  readonly command = undefined;
  readonly decorations: ISCMResource['decorations'];
  readonly multiDiffEditorOriginalUri: URI | undefined;
  readonly multiDiffEditorModifiedUri: URI | undefined;
  readonly path: string;
  readonly resourceGroup: Group;
  readonly #paths: FolderPaths;
  readonly #change: SourceChange;

  constructor(resourceGroup: Group, paths: FolderPaths, change: SourceChange) {
    this.resourceGroup = resourceGroup;
    this.path = change.path;
    this.sourceUri = paths.toUri(change.path);
    this.contextValue = change.kind;
    this.decorations = { tooltip: change.tooltip, strikeThrough: change.isGone, faded: false };
    const { left, right } = sidesOf(paths, change);
    this.multiDiffEditorOriginalUri = change.left === null ? undefined : left;
    this.multiDiffEditorModifiedUri = change.right === null ? undefined : right;
    this.#paths = paths;
    this.#change = change;
  }

  async open(preserveFocus: boolean): Promise<void> {
    if (this.#change.opensWith !== undefined) {
      await commands.execute(this.#change.opensWith, this.path);
      return;
    }
    const name = this.path.slice(this.path.lastIndexOf('/') + 1);
    await openChange(this.#paths, `${name} (${this.#change.tooltip})`, this.#change, preserveFocus);
  }
}

/** One group of files. */
export class Group implements ISCMResourceGroup {
  readonly id: string;
  readonly label: string;
  readonly hideWhenEmpty: boolean;
  readonly contextValue = undefined;
  readonly multiDiffEditorEnableViewChanges = true;
  readonly provider: Provider;
  readonly changed = new Emitter<void>();
  readonly onDidChange = new Emitter<void>().event;
  readonly onDidChangeResources = this.changed.event;
  resources: readonly Resource[] = [];
  #tree: ResourceTree<ISCMResource, ISCMResourceGroup> | null = null;

  constructor(provider: Provider, { id, label, hideWhenEmpty }: SourceGroup) {
    this.provider = provider;
    this.id = id;
    this.label = label;
    this.hideWhenEmpty = hideWhenEmpty;
  }

  set(resources: readonly Resource[]): void {
    this.resources = resources;
    this.#tree = null;
    this.changed.fire();
  }

  get resourceTree(): ResourceTree<ISCMResource, ISCMResourceGroup> {
    if (this.#tree === null) {
      this.#tree = new ResourceTree<ISCMResource, ISCMResourceGroup>(this, this.provider.rootUri);
      for (const resource of this.resources) this.#tree.add(resource.sourceUri, resource);
    }
    return this.#tree;
  }
}

/** One repository, as the workbench's own view wants it. */
export class Provider implements ISCMProvider {
  readonly id: string;
  readonly providerId = providerId;
  readonly label = 'Git';
  readonly name: string;
  readonly path: string;
  readonly rootUri: URI;
  readonly iconPath = Codicon.repo;
  readonly inputBoxTextModel: ITextModel;
  readonly acceptInputCommand: Command;
  readonly contextValue = observableValue<string | undefined>('contextValue', undefined);
  readonly count = observableValue<number | undefined>('count', undefined);
  readonly commitTemplate = observableValue<string>('commitTemplate', '');
  readonly artifactProvider = observableValue<undefined>('artifactProvider', undefined);
  readonly historyProvider = observableValue<ISCMHistoryProvider | undefined>('historyProvider', undefined);
  readonly actionButton = observableValue<ISCMActionButtonDescriptor | undefined>('actionButton', undefined);
  readonly statusBarCommands = observableValue<readonly Command[] | undefined>('statusBarCommands', undefined);
  readonly #groupsChanged = new Emitter<void>();
  readonly #changed = new Emitter<void>();
  readonly onDidChangeResourceGroups = this.#groupsChanged.event;
  readonly onDidChangeResources = this.#changed.event;
  readonly #paths: FolderPaths;
  groups: readonly Group[] = [];

  private constructor(paths: FolderPaths, path: string, accept: SourceCommand, model: ITextModel) {
    this.path = path;
    this.id = `${providerId}:${path}`;
    this.rootUri = paths.toUri(path);
    this.name = this.rootUri.path.slice(this.rootUri.path.lastIndexOf('/') + 1);
    this.inputBoxTextModel = model;
    this.acceptInputCommand = toCommand(accept);
    this.#paths = paths;
  }

  static async make(paths: FolderPaths, path: string, accept: SourceCommand): Promise<Provider> {
    const [models, languages] = await Promise.all([getService(IModelService), getService(ILanguageService)]);
    const uri = URI.from({ scheme: 'vscode-scm', path: `/${providerId}/${path}/input`, query: '' });
    const model = models.getModel(uri) ?? models.createModel('', languages.createById('scminput'), uri);
    return new Provider(paths, path, accept, model);
  }

  setGroups(groups: readonly SourceGroup[]): void {
    if (groups.some(({ id }, at) => this.groups[at]?.id !== id) || groups.length !== this.groups.length) {
      this.groups = groups.map((group) => new Group(this, group));
      this.#groupsChanged.fire();
    }
    for (const [at, { changes }] of groups.entries()) {
      const group = this.groups[at]!;
      group.set(changes.map((change) => new Resource(group, this.#paths, change)));
    }
    this.count.set(
      groups.reduce((sum, { changes }) => sum + changes.length, 0),
      undefined,
    );
    this.#changed.fire();
  }

  async getOriginalResource(): Promise<null> {
    return null;
  }

  dispose(): void {
    this.inputBoxTextModel.dispose();
  }
}
