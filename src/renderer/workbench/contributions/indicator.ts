import type { Workbench, WorkbenchOptions } from '../ports/workbench.ts';

/** Shows the folder's owner in the status bar's left corner. */
export function showIndicator(workbench: Workbench, { indicator }: WorkbenchOptions): void {
  if (indicator === undefined) return;
  const item = workbench.statusBar.create({
    id: 'ensemble.indicator',
    name: 'Session',
    side: 'left',
    priority: Number.MAX_SAFE_INTEGER,
  });
  item.show({
    ...(indicator.icon === undefined ? {} : { icon: indicator.icon }),
    text: indicator.label,
    ariaLabel: indicator.label,
    tooltip: indicator.tooltip,
    kind: 'session',
    ...(indicator.command === undefined ? {} : { command: indicator.command }),
  });
}
