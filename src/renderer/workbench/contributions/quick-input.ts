import { getService, IQuickInputService } from '@codingame/monaco-vscode-api';
import { CancellationTokenSource } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import type { InputOptions, PickItem, PickOptions, QuickInputPort } from '../ports/interaction.ts';

async function input(options: InputOptions): Promise<string | undefined> {
  const quickInput = await getService(IQuickInputService);
  const { title, prompt, placeholder, value, password, validate } = options;
  const source = new CancellationTokenSource();
  options.signal?.addEventListener('abort', () => source.cancel(), { once: true });
  if (options.signal?.aborted) return undefined;
  const typed = await quickInput.input(
    {
      ...(title === undefined ? {} : { title }),
      ...(prompt === undefined ? {} : { prompt }),
      ...(placeholder === undefined ? {} : { placeHolder: placeholder }),
      ...(value === undefined ? {} : { value }),
      password: password ?? false,
      ignoreFocusLost: true,
      ...(validate === undefined ? {} : { validateInput: async (text: string) => validate(text) }),
    },
    source.token,
  );
  source.dispose();
  return typed;
}

async function pick<T>(items: readonly PickItem<T>[], options: PickOptions<T> = {}): Promise<T | undefined> {
  const quickInput = await getService(IQuickInputService);
  const choices = items.map(({ label, description, detail, icon, value }) => ({
    label,
    value,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
    ...(icon === undefined ? {} : { iconClass: ThemeIcon.asClassName(ThemeIcon.fromId(icon)) }),
  }));
  const chosen = await quickInput.pick(choices, {
    matchOnDescription: true,
    matchOnDetail: true,
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.placeholder === undefined ? {} : { placeHolder: options.placeholder }),
    onDidFocus: ({ value }: { value: T }) => options.onFocus?.(value),
  });
  return chosen?.value;
}

export const quickInput: QuickInputPort = { input, pick };
