import { LinkedText } from '@codingame/monaco-vscode-api/vscode/vs/base/common/linkedText';
import { NotificationViewItem } from '@codingame/monaco-vscode-api/vscode/vs/workbench/common/notifications';

/** The part of a notification that finds links and commands in its words; internal to it. */
interface Parser {
  parseNotificationMessage(input: unknown): { linkedText: LinkedText; raw: string; original: unknown } | undefined;
}

/** Length at which the workbench cuts its messages. */
const mostCharacters = 1000;

const parser = NotificationViewItem as unknown as Parser;
const { parseNotificationMessage } = parser;

// The workbench's own notifications name files, and a file may be called `[Save](command:…)`.
parser.parseNotificationMessage = (input) => {
  const message = parseNotificationMessage.call(NotificationViewItem, input);
  if (message === undefined) return undefined;
  const { raw } = message;
  const cut = raw.length > mostCharacters ? `${raw.slice(0, mostCharacters)}...` : raw;
  return { ...message, linkedText: new LinkedText([cut.replace(/(\r\n|\n|\r)/gm, ' ').trim()]) };
};
