import { isCancellationError } from '@codingame/monaco-vscode-api/vscode/vs/base/common/errors';

/** Keeps the workbench's cancelled searches and the like, which it leaves unhandled, from being reported as errors. */
export function ignoreCancellations(): void {
  window.addEventListener('unhandledrejection', (event) => {
    if (isCancellationError(event.reason)) event.preventDefault();
  });
}
