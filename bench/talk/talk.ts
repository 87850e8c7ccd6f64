import { runParts } from '../lib/parts.ts';
import { chatParts } from './chat.ts';

/** Measures talking: messages, notifications and presence among many people. */
export function runTalk({ only }: { only: readonly string[] }): Promise<number> {
  return runParts('talk', { ...chatParts }, only);
}
