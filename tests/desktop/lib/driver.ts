import type { Page } from '@playwright/test';
import type { AppCalls, Note } from './wire.ts';

/** A question of the app by a dialog of the system, which the test answers. */
export interface Question {
  kind: string;
  options: {
    message?: string;
    detail?: string;
    buttons?: string[];
    title?: string;
    checkboxLabel?: string;
    properties?: string[];
  };
  /** The window that it hangs on. */
  window: number | null;
  answer(value: unknown): void;
}

/** Driver that runs the app and shows its windows: the fake over Chromium, or Electron itself. */
export interface Driver {
  call<K extends keyof AppCalls & string>(
    name: K,
    ...args: Parameters<AppCalls[K]>
  ): Promise<Awaited<ReturnType<AppCalls[K]>>>;
  /** The page that a window shows. */
  page(window: number): Promise<Page>;
  readonly questions: Question[];
  readonly notes: Note[];
  /** Errors of pages. */
  readonly errors: string[];
  /** Output of the app's process. */
  readonly output: string;
  readonly pid: number;
  /** The exit code, when it has ended. */
  readonly ended: Promise<number>;
  /** Ends it at once, as a crash would. */
  kill(): Promise<void>;
}
