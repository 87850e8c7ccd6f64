import { z } from 'zod';

/** Calls of a window to the desktop shell: the arguments, checked on arrival, and the answer. */
export const desktopCalls = {
  'folder.choose': { args: z.tuple([]), result: z.boolean() },
  'folder.open': { args: z.tuple([z.string().min(1).max(4096)]), result: z.boolean() },
  'folder.recent': { args: z.tuple([]), result: z.array(z.string()) },
  /** Lets the person choose a recording's file; null where they did not. */
  'recording.choose': { args: z.tuple([]), result: z.string().nullable() },
  'window.new': { args: z.tuple([]), result: z.void() },
  'app.quit': { args: z.tuple([]), result: z.void() },
  'logs.open': { args: z.tuple([]), result: z.void() },
  'update.isReady': { args: z.tuple([]), result: z.boolean() },
  'update.restart': { args: z.tuple([]), result: z.void() },
  /** Puts the `ensemble` command on the PATH; answers with the outcome, in words. */
  'command.install': { args: z.tuple([]), result: z.string() },
  'session.join': { args: z.tuple([z.string().max(2048)]), result: z.boolean() },
  /** Brings the window that asks to the front, as when its notification was clicked. */
  'window.show': { args: z.tuple([]), result: z.boolean() },
  'secret.read': { args: z.tuple([z.string().max(200)]), result: z.string().nullable() },
  'secret.write': { args: z.tuple([z.string().max(200), z.string().max(16_384).nullable()]), result: z.boolean() },
} as const;

export type DesktopCall = keyof typeof desktopCalls;
export type DesktopArgs<K extends DesktopCall> = z.infer<(typeof desktopCalls)[K]['args']>;
export type DesktopResult<K extends DesktopCall> = z.infer<(typeof desktopCalls)[K]['result']>;
