import { AbstractLoggerService } from '@codingame/monaco-vscode-api/vscode/vs/platform/log/common/log';

/**
 * A log for those who work on inline suggestions. Every new editor registers it once more, the output panel's own editor
 * too, which takes the channel away from under a panel that is just showing it.
 */
const unwanted = 'textModelChanges';

/** Keeps logs that nobody here reads out of the output panel. Call it before the services start. */
export function hideOutputChannels(): void {
  const { createLogger } = AbstractLoggerService.prototype;
  AbstractLoggerService.prototype.createLogger = function (this: AbstractLoggerService, resource, options) {
    return createLogger.call(this, resource, resource === unwanted ? { ...options, hidden: true } : options);
  };
}
