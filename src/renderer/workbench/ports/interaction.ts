import type { Dispose } from './dispose.ts';

export type Severity = 'info' | 'warning' | 'error';

export interface NotificationsPort {
  /**
   * Shows a message with buttons. Resolves to the chosen button, or undefined once it is closed. `sticky` keeps it open
   * until then; `signal` closes it. An `urgent` one comes up also while all others are silenced.
   */
  show<const B extends string>(
    severity: Severity,
    message: string,
    options?: { buttons?: readonly B[]; sticky?: boolean; silent?: boolean; urgent?: boolean; signal?: AbortSignal },
  ): Promise<B | undefined>;
  /** Has notifications wait in their centre, without coming up, but for errors; or no more. */
  silence(isOn: boolean): void;
  /** Shows the progress of a piece of work until it settles; `report` changes the text. Gives the work's result. */
  withProgress<T>(
    title: string,
    work: (report: (message: string) => void, signal: AbortSignal) => Promise<T>,
    options?: { place?: 'notification' | 'status-bar'; cancellable?: boolean },
  ): Promise<T>;
  /** Shows a message for a moment in the status bar, and to screen readers. */
  status(message: string): void;
  /** Lets screen readers say a text: at once, or once they are silent (`isPolite`). */
  announce(text: string, options?: { isPolite?: boolean }): void;
}

export interface SignalDeclaration {
  /** Key of its setting, such as `accessibility.signals.personJoined`. */
  key: string;
  /** Words in the workbench's list of signals. */
  name: string;
  sound: 'begin' | 'end';
  description: string;
}

/** Sounds for people who may not see what happens: where a screen reader is attached, unless the setting says otherwise. */
export interface SignalsPort {
  declare(signals: readonly SignalDeclaration[]): void;
  play(key: string): void;
}

export interface PickItem<T> {
  label: string;
  description?: string;
  detail?: string;
  /** A codicon's name. */
  icon?: string;
  /** Words above the first item of a group, where several may be chosen. */
  group?: string;
  value: T;
}

export interface PickManyOptions<T> {
  title: string;
  placeholder: string;
  /** Values that are checked at first. */
  picked: readonly T[];
  /** Adapts the checks after each change, such as those that exclude each other. */
  settle?(now: readonly T[], before: readonly T[]): readonly T[];
}

export interface InputOptions {
  title?: string;
  prompt?: string;
  placeholder?: string;
  value?: string;
  password?: boolean;
  /** Shows the box at the bottom of the window, while the person looks at what is above it. */
  isBelow?: boolean;
  /** Closes the box. */
  signal?: AbortSignal;
  /** Gives the fault of the text, or null. */
  validate?(value: string): string | null | Promise<string | null>;
}

export interface PickOptions<T> {
  title?: string;
  placeholder?: string;
  /** Keeps the list open at the bottom of the window, while the person looks at what is above it. */
  isBelow?: boolean;
  /** Called with the value of each item that gets the focus, also the first. */
  onFocus?(value: T): void;
}

export interface StepOptions {
  title: string;
  placeholder: string;
  /** Number of the step, from 1; there is a way back from the second on. */
  step: number;
  totalSteps: number;
  /** Sentences below the box, of what comes of the choice. */
  prompt?: string;
}

export interface QuickInputPort {
  /** Resolves to undefined when the person leaves. */
  input(options: InputOptions): Promise<string | undefined>;
  /** Resolves to the chosen item's value, or undefined when the person leaves. */
  pick<T>(items: readonly PickItem<T>[], options?: PickOptions<T>): Promise<T | undefined>;
  /** Resolves to the chosen item's value, null for the step before, or undefined when the person leaves. */
  pickStep<T extends string | number | boolean>(
    items: readonly PickItem<T>[],
    options: StepOptions,
  ): Promise<T | null | undefined>;
  /** Resolves to the checked values, or undefined when the person leaves. */
  pickMany<T>(items: readonly PickItem<T>[], options: PickManyOptions<T>): Promise<readonly T[] | undefined>;
}

export interface DialogsPort {
  /**
   * Asks in a modal dialog, with paragraphs below the question; resolves to the chosen button, or undefined for cancel. With
   * `careful`, the return key cancels.
   */
  ask<const B extends string>(
    severity: Severity,
    message: string,
    options: { detail?: string | readonly string[]; buttons: readonly B[]; cancel?: string; careful?: boolean },
  ): Promise<B | undefined>;
  /** Lets the person pick a file of the shared folder; gives its path. */
  pickFile(options: { title: string; folder?: boolean }): Promise<string | undefined>;
  /** Hands a file to the person's machine as a download. */
  download(name: string, content: Uint8Array, mediaType: string): void;
  /** Lets the person choose files of their machine. */
  upload(options: { accept?: string; multiple?: boolean }): Promise<readonly File[]>;
}

export type ThemeKind = 'light' | 'dark' | 'high-contrast-dark' | 'high-contrast-light';

export interface ThemePort {
  kind(): ThemeKind;
  /** Gives one of the theme's colours by its id, such as `statusBar.background`; null where the theme has none. */
  colour(id: string): string | null;
  onChanged(listener: () => void): Dispose;
}

export interface SettingDeclaration {
  /** Key, such as `ensemble.displayName`. */
  key: string;
  type: 'string' | 'boolean' | 'number';
  default: string | boolean | number;
  description: string;
  enum?: readonly string[];
}

export interface ConfigurationPort {
  /** Makes settings known to the settings editor. */
  declare(settings: readonly SettingDeclaration[]): void;
  /** Gives the effective value, or undefined where nobody declared or set it. */
  get(key: string): unknown;
  /** Writes the value into the person's own settings. */
  set(key: string, value: unknown): Promise<void>;
  onChanged(listener: (affects: (key: string) => boolean) => void): Dispose;
}

export interface ContextPort {
  /** Sets a context key, for `when` expressions. */
  set(key: string, value: string | number | boolean | undefined): void;
  get(key: string): unknown;
}
