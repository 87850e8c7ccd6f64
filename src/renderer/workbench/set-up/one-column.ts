import { getService, IEditorService, IWorkbenchLayoutService } from '@codingame/monaco-vscode-api';
import { Parts } from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/layout/browser/layoutService';

/** Width of windows that have room for one column, such as a phone's. */
const narrow = matchMedia('(max-width: 599px)');

/**
 * Keeps narrow windows to one column: the secondary side bar takes all of it once it is opened, and a text that is
 * opened closes the side bars.
 */
export async function keepOneColumn(): Promise<void> {
  const layout = await getService(IWorkbenchLayoutService);
  const editors = await getService(IEditorService);
  layout.onDidChangePartVisibility(({ partId, visible }) => {
    if (!narrow.matches || !visible) return;
    if (partId === Parts.AUXILIARYBAR_PART) layout.setAuxiliaryBarMaximized(true);
    else if (partId === Parts.SIDEBAR_PART && layout.isVisible(Parts.AUXILIARYBAR_PART))
      layout.setPartHidden(true, Parts.AUXILIARYBAR_PART);
  });
  editors.onDidActiveEditorChange(() => {
    if (!narrow.matches || editors.activeEditor === undefined) return;
    if (layout.isAuxiliaryBarMaximized()) layout.setAuxiliaryBarMaximized(false);
    for (const part of [Parts.AUXILIARYBAR_PART, Parts.SIDEBAR_PART] as const)
      if (layout.isVisible(part)) layout.setPartHidden(true, part);
  });
  narrow.addEventListener('change', () => {
    const isWhole = layout.isAuxiliaryBarMaximized();
    if (narrow.matches && layout.isVisible(Parts.AUXILIARYBAR_PART)) layout.setAuxiliaryBarMaximized(true);
    else if (!narrow.matches && isWhole) layout.setAuxiliaryBarMaximized(false);
  });
}
