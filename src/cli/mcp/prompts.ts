import type { McpServer } from '@modelcontextprotocol/server';
import { z } from 'zod';
import { words } from './tool.ts';

const said = (text: string) => ({ messages: [{ role: 'user' as const, content: { type: 'text' as const, text } }] });

/** Adds the prompts that people choose in their program, such as by a slash: ways to work beside others. */
export function addPrompts(server: McpServer): void {
  server.registerPrompt(
    'do-task',
    {
      title: 'Do a task of the folder',
      description: 'Claims a task, does what it says beside the others, and leaves it for review.',
      argsSchema: z.object({
        task: words(100).optional().describe('Id of the task; the model chooses where it is left out'),
      }),
    },
    ({ task }) =>
      said(
        `${task === undefined ? 'Choose by task_list a task that nobody has and whose “depends” are done' : `Do the task ${JSON.stringify(task)}`}. Look at session_status and who first. Claim it by task_claim; where somebody has it, say so and stop. Say by set_intent what you will do, set its status to in-progress, and read its file: the body says what is to be done. Edit by read and edit. Where the task leaves something open that you cannot decide, use ask_person. Tick the criteria that are met, look at git_diff_mine, set the status to in-review, release the task, and say in one message by chat_post what you did and what is left.`,
      ),
  );
  server.registerPrompt(
    'catch-up',
    {
      title: 'Tell what happened',
      description: 'Sums up what people and agents did, said and left open in this session.',
      argsSchema: z.object({}),
    },
    () =>
      said(
        'Look at who, changes_since (seq 0), chat_read, comment_list and task_list, and sum up for me in at most ten lines: who is here and does what, what has changed in which files, which comments and questions are open, and what waits for me. Change nothing.',
      ),
  );
}
