import { getService, IActivityService, IViewsService, SyncDescriptor } from '@codingame/monaco-vscode-api';
import type { IDisposable } from '@codingame/monaco-vscode-api/vscode/vs/base/common/lifecycle';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import { Registry } from '@codingame/monaco-vscode-api/vscode/vs/platform/registry/common/platform';
import { ViewPane } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/views/viewPane';
import { ViewPaneContainer } from '@codingame/monaco-vscode-api/vscode/vs/workbench/browser/parts/views/viewPaneContainer';
import {
  Extensions,
  type IViewContainersRegistry,
  type IViewDescriptor,
  type IViewsRegistry,
  type ViewContainer,
  ViewContainerLocation,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/views';
import { NumberBadge } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/activity/common/activity';
import type { View, ViewsPort } from '../ports/contributions.ts';
import type { Dispose } from '../ports/dispose.ts';
import { expandedOnceMade, viewPaneOf } from './view-pane.ts';

const containers = Registry.as<IViewContainersRegistry>(Extensions.ViewContainersRegistry);
const registry = Registry.as<IViewsRegistry>(Extensions.ViewsRegistry);
const containerOf = new Map<string, ViewContainer>();
const badges = new Map<string, IDisposable>();

const locations: Record<View['place'], ViewContainerLocation> = {
  'activity-bar': ViewContainerLocation.Sidebar,
  secondary: ViewContainerLocation.AuxiliaryBar,
  panel: ViewContainerLocation.Panel,
};

/** Gives a view its container: the activity bar has one icon for all our views; elsewhere each is a tab of its own. */
function openContainer(view: View): ViewContainer {
  const shared = view.place === 'activity-bar';
  const id = shared ? 'workbench.view.ensemble' : `workbench.view.${view.id}`;
  const title = shared ? 'Ensemble' : view.title;
  const existing = containers.get(id);
  if (existing !== undefined) return existing;
  return containers.registerViewContainer(
    {
      id,
      title: { value: title, original: title },
      icon: ThemeIcon.fromId(shared ? 'organization' : view.icon),
      order: shared ? 5 : view.order,
      ctorDescriptor: new SyncDescriptor(ViewPaneContainer, [id, { mergeViewWithContainerWhenSingleView: !shared }]),
      hideIfEmpty: true,
      storageId: `${id}.state`,
    },
    locations[view.place],
  );
}

function register(view: View): Dispose {
  const container = openContainer(view);
  const when = ContextKeyExpr.deserialize(view.when);
  const descriptor: IViewDescriptor = {
    id: view.id,
    name: { value: view.title, original: view.title },
    ctorDescriptor: new SyncDescriptor(viewPaneOf(view.render)),
    containerIcon: ThemeIcon.fromId(view.icon),
    canMoveView: true,
    canToggleVisibility: true,
    order: view.order,
    collapsed: view.isCollapsed ?? false,
    ...(when === undefined ? {} : { when }),
  };
  registry.registerViews([descriptor], container);
  containerOf.set(view.id, container);
  return () => {
    if (!containerOf.delete(view.id)) return;
    registry.deregisterViews([descriptor], container);
  };
}

async function open(id: string, options?: { focus?: boolean }): Promise<void> {
  const views = await getService(IViewsService);
  await views.openView(id, options?.focus ?? false);
}

async function showBadge(id: string, count: number, tooltip: string): Promise<IDisposable> {
  const activity = await getService(IActivityService);
  return activity.showViewActivity(id, { badge: new NumberBadge(count, () => tooltip) });
}

function setBadge(id: string, badge: { count: number; tooltip: string } | null): void {
  badges.get(id)?.dispose();
  badges.delete(id);
  if (badge === null) return;
  const shown = showBadge(id, badge.count, badge.tooltip);
  badges.set(id, { dispose: () => void shown.then((disposable) => disposable.dispose()) });
}

export const views: ViewsPort = {
  register,
  open,
  isVisible: (id) => StandaloneServices.get(IViewsService).isViewVisible(id),
  setExpanded: (id, isExpanded) => {
    const view = StandaloneServices.get(IViewsService).getViewWithId(id);
    if (!(view instanceof ViewPane)) return void expandedOnceMade.set(id, isExpanded);
    // A body that closes would let the keyboard fall to the page.
    if (!isExpanded && view.element.contains(document.activeElement)) view.draggableElement?.focus();
    view.setExpanded(isExpanded);
  },
  setBadge,
};
