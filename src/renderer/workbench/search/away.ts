import { IQuickInputService, Severity } from '@codingame/monaco-vscode-api';
import { StandaloneServices } from '@codingame/monaco-vscode-api/vscode/vs/editor/standalone/browser/standaloneServices';
import type {
  IQuickInput,
  IQuickPick,
  IQuickPickItem,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/quickinput/common/quickInput';
import { isOutOfReach } from '../../../client/shared-file.ts';
import { inertWords } from '../../../shared/text/shown.ts';
import type { AwayPort } from '../ports/workbench.ts';

type Picker = IQuickPick<IQuickPickItem>;

const isPicker = (input: IQuickInput | undefined): input is Picker =>
  input !== undefined && 'validationMessage' in input;

/** Shows words below the box of the open list, such as that of files by name. Returns a function that stops it. */
export function sayInPicker(words: string): () => void {
  const input = StandaloneServices.get(IQuickInputService).currentQuickInput;
  if (!isPicker(input)) return () => undefined;
  input.severity = Severity.Warning;
  input.validationMessage = inertWords(words);
  return () => {
    input.severity = Severity.Ignore;
    input.validationMessage = undefined;
  };
}

/**
 * Asks the host, again once it is back where it is out of reach; `say` is then called with the reason, and its result
 * when that is over. Throws `cancelled` errors as `ask` does.
 */
export async function askUntilBack<T>(
  away: AwayPort,
  ask: () => Promise<T>,
  signal: AbortSignal,
  say: (words: string) => () => void,
): Promise<T> {
  for (;;) {
    try {
      return await ask();
    } catch (thrown) {
      if (!isOutOfReach(thrown) || signal.aborted) throw thrown;
      const stop = say(away.words());
      try {
        await away.back(signal);
      } finally {
        stop();
      }
      if (signal.aborted) throw thrown;
    }
  }
}
