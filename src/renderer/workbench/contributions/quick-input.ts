import './quick-input.css';
import { getService, IQuickInputService } from '@codingame/monaco-vscode-api';
import { CancellationTokenSource } from '@codingame/monaco-vscode-api/vscode/vs/base/common/cancellation';
import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import type {
  IQuickInput,
  IQuickPickItem,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/quickinput/common/quickInput';
import type {
  InputOptions,
  PickItem,
  PickManyOptions,
  PickOptions,
  QuickInputPort,
  StepOptions,
} from '../ports/interaction.ts';

/** Class of the page while a list is to be below what it asks about. */
const belowClass = 'ensemble-picks-below';

/** Has a list or box at the bottom of the window until it is answered, if so. */
async function placed<T>(isBelow: boolean, asking: () => Promise<T>): Promise<T> {
  document.body.classList.toggle(belowClass, isBelow);
  try {
    return await asking();
  } finally {
    document.body.classList.remove(belowClass);
  }
}

async function input(options: InputOptions): Promise<string | undefined> {
  const quickInput = await getService(IQuickInputService);
  const { title, prompt, placeholder, value, password, validate } = options;
  const source = new CancellationTokenSource();
  options.signal?.addEventListener('abort', () => source.cancel(), { once: true });
  if (options.signal?.aborted) return undefined;
  const settings = {
    ...(title === undefined ? {} : { title }),
    ...(prompt === undefined ? {} : { prompt }),
    ...(placeholder === undefined ? {} : { placeHolder: placeholder }),
    ...(value === undefined ? {} : { value }),
    password: password ?? false,
    ignoreFocusLost: true,
    ...(validate === undefined ? {} : { validateInput: async (text: string) => validate(text) }),
  };
  const typed = await placed(options.isBelow ?? false, () => quickInput.input(settings, source.token));
  source.dispose();
  return typed;
}

const choiceOf = <T>({ label, description, detail, icon, value }: PickItem<T>) => ({
  label,
  value,
  ...(description === undefined ? {} : { description }),
  ...(detail === undefined ? {} : { detail }),
  ...(icon === undefined ? {} : { iconClass: ThemeIcon.asClassName(ThemeIcon.fromId(icon)) }),
});

async function pick<T>(items: readonly PickItem<T>[], options: PickOptions<T> = {}): Promise<T | undefined> {
  const quickInput = await getService(IQuickInputService);
  const choices = items.map(choiceOf);
  const { isBelow = false } = options;
  const settings = {
    matchOnDescription: true,
    matchOnDetail: true,
    ignoreFocusLost: isBelow,
    ...(options.title === undefined ? {} : { title: options.title }),
    ...(options.placeholder === undefined ? {} : { placeHolder: options.placeholder }),
    onDidFocus: ({ value }: { value: T }) => options.onFocus?.(value),
  };
  return (await placed(isBelow, () => quickInput.pick(choices, settings)))?.value;
}

/** Shows a list until it is answered, or hidden, for undefined. */
function answerOf<T>(box: IQuickInput, listen: (answer: (value: T) => void) => void): Promise<T | undefined> {
  const { promise, resolve } = Promise.withResolvers<T | undefined>();
  listen((value) => {
    resolve(value);
    box.hide();
  });
  box.onDidHide(() => {
    resolve(undefined);
    box.dispose();
  });
  box.show();
  return promise;
}

async function pickStep<T extends string | number | boolean>(
  items: readonly PickItem<T>[],
  { title, placeholder, step, totalSteps, prompt }: StepOptions,
): Promise<T | null | undefined> {
  const service = await getService(IQuickInputService);
  const box = service.createQuickPick<IQuickPickItem & { value: T }>();
  Object.assign(box, { title, placeholder, step, totalSteps, prompt, matchOnDetail: true, ignoreFocusOut: true });
  box.items = items.map(choiceOf);
  if (step > 1) box.buttons = [service.backButton];
  return answerOf<T | null>(box, (answer) => {
    box.onDidAccept(() => {
      const [chosen] = box.selectedItems;
      if (chosen !== undefined) answer(chosen.value);
    });
    box.onDidTriggerButton(() => answer(null));
  });
}

async function pickMany<T>(
  items: readonly PickItem<T>[],
  { title, placeholder, picked, settle }: PickManyOptions<T>,
): Promise<readonly T[] | undefined> {
  const service = await getService(IQuickInputService);
  const box = service.createQuickPick<IQuickPickItem & { value: T }>({ useSeparators: true });
  const choices = items.map(({ label, description, detail, value, group }) => ({
    label,
    value,
    group,
    ...(description === undefined ? {} : { description }),
    ...(detail === undefined ? {} : { detail }),
  }));
  box.title = title;
  box.placeholder = placeholder;
  box.canSelectMany = true;
  box.ignoreFocusOut = true;
  box.matchOnDetail = true;
  box.items = choices.flatMap((choice, at) =>
    choice.group !== undefined && choice.group !== choices[at - 1]?.group
      ? [{ type: 'separator' as const, label: choice.group }, choice]
      : [choice],
  );
  const check = (values: readonly T[]) => {
    box.selectedItems = choices.filter(({ value }) => values.includes(value));
  };
  check(picked);
  let before = picked;
  box.onDidChangeSelection((selected) => {
    const now = selected.map(({ value }) => value);
    const isSame = now.length === before.length && now.every((value) => before.includes(value));
    if (isSame) return;
    const next = settle?.(now, before) ?? now;
    before = next;
    if (next.length !== now.length || !next.every((value) => now.includes(value))) check(next);
  });
  return answerOf<readonly T[]>(box, (answer) => box.onDidAccept(() => answer(before)));
}

export const quickInput: QuickInputPort = { input, pick, pickStep, pickMany };
