interface Pane {
  updateChildren(element?: unknown): void;
}

let made: Promise<void> | null = null;

/**
 * Lets the view show all repositories that change at once. Itself it updates one by one, and of those that wait it keeps
 * the last only (a throttle), so that others stood there as they were before.
 */
export function updateAllRepositories(): Promise<void> {
  made ??= make();
  return made;
}

async function make(): Promise<void> {
  const { SCMViewPane } = await import(
    '@codingame/monaco-vscode-scm-service-override/vscode/vs/workbench/contrib/scm/browser/scmViewPane'
  );
  const pane = SCMViewPane.prototype as unknown as Pane;
  const { updateChildren } = pane;
  pane.updateChildren = function (this: Pane) {
    updateChildren.call(this);
  };
}
