import { runParts } from '../lib/parts.ts';
import { callParts } from './calls.ts';
import { chatParts } from './chat.ts';

/** Measures talking: messages, notifications and presence among many people, and calls. */
export function runTalk({ only }: { only: readonly string[] }): Promise<number> {
  return runParts('talk', { ...chatParts, ...callParts }, only);
}
