import { getService, INotificationService, Severity } from '@codingame/monaco-vscode-api';
import { alert, status as sayPolitely } from '@codingame/monaco-vscode-api/vscode/vs/base/browser/ui/aria/aria';
import {
  NotificationPriority,
  NotificationsFilter,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/notification/common/notification';
import { ProgressLocation } from '@codingame/monaco-vscode-api/vscode/vs/platform/progress/common/progress';
import { IProgressService } from '@codingame/monaco-vscode-api/vscode/vs/platform/progress/common/progress.service';
import type { NotificationsPort, Severity as PortSeverity } from '../ports/interaction.ts';

/** The workbench's own names of the three severities. */
export const severities: Record<PortSeverity, Severity> = {
  info: Severity.Info,
  warning: Severity.Warning,
  error: Severity.Error,
};

async function show<const B extends string>(
  severity: PortSeverity,
  message: string,
  options: { buttons?: readonly B[]; sticky?: boolean; silent?: boolean; urgent?: boolean; signal?: AbortSignal } = {},
): Promise<B | undefined> {
  const notifications = await getService(INotificationService);
  const { buttons = [], sticky = false, silent = false, urgent = false, signal } = options;
  return new Promise((resolve) => {
    const choices = buttons.map((label) => ({ label, run: () => resolve(label) }));
    const handle = notifications.prompt(severities[severity], message, choices, {
      sticky,
      priority: silent
        ? NotificationPriority.SILENT
        : urgent
          ? NotificationPriority.URGENT
          : NotificationPriority.DEFAULT,
    });
    // The choice runs before the notification closes, so that this only counts for closing without one.
    handle.onDidClose(() => resolve(undefined));
    if (signal?.aborted === true) handle.close();
    signal?.addEventListener('abort', () => handle.close(), { once: true });
  });
}

async function withProgress<T>(
  title: string,
  work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
  options: Parameters<NotificationsPort['withProgress']>[2] = {},
): Promise<T> {
  const progress = await getService(IProgressService);
  const controller = new AbortController();
  const location = options.place === 'status-bar' ? ProgressLocation.Window : ProgressLocation.Notification;
  const { promise, resolve, reject } = Promise.withResolvers<T>();
  const shown = (reporter: { report(step: { message: string }): void }) => {
    const done = work((message) => reporter.report({ message }), controller.signal);
    done.then(resolve, reject);
    // The service hands a failure on to a promise of its own, which nobody handles: it is told that all went well.
    return done.then(
      () => undefined,
      () => undefined,
    );
  };
  void progress.withProgress({ location, title, cancellable: options.cancellable ?? false }, shown, () =>
    controller.abort(),
  );
  return promise;
}

const statusMs = 6_000;

function status(message: string): void {
  alert(message);
  void getService(INotificationService).then((service) => service.status(message, { hideAfter: statusMs }));
}

const announce: NotificationsPort['announce'] = (text, { isPolite = false } = {}) =>
  isPolite ? sayPolitely(text) : alert(text);

function silence(isOn: boolean): void {
  void getService(INotificationService).then((service) =>
    service.setFilter(isOn ? NotificationsFilter.ERROR : NotificationsFilter.OFF),
  );
}

export const notifications: NotificationsPort = { show, silence, withProgress, status, announce };
