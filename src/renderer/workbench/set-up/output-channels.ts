import { AbstractLoggerService } from '@codingame/monaco-vscode-api/vscode/vs/platform/log/common/log';

/**
 * Log for developers of inline suggestions. Every new editor registers it once more, the output panel's own editor too,
 * which takes the channel away from under a panel that is just showing it.
 */
const unwanted = 'textModelChanges';

/** Keeps logs that nobody here reads out of the output panel. It must run before the services start. */
export function hideOutputChannels(): void {
  const { createLogger } = AbstractLoggerService.prototype;
  AbstractLoggerService.prototype.createLogger = function (this: AbstractLoggerService, resource, options) {
    return createLogger.call(this, resource, resource === unwanted ? { ...options, hidden: true } : options);
  };
}
