import { McpServer } from '@modelcontextprotocol/server';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import type { CallLimit } from './call-limit.ts';
import { addPrompts } from './prompts.ts';
import { addResources } from './resources.ts';
import { type Answer, mustFit } from './tool.ts';
import { tools } from './tools.ts';

const instructions =
  'You are a participant of a live session in which people and other agents edit one folder at the same time, and everybody sees what you do. Begin with session_status and who. Say by set_intent what you mean to do. Read a file before you edit it, and edit by the version that you have read: read and edit show the live text, which the disk may not have yet, so do not edit shared files by other ways. Where session_status says suggestsEdits, what you change waits as a suggestion until a person accepts it: edit by propose; create, move and delete make one by themselves, as do files that you write through your editor. Claim what you will work on for long. Talk to people by chat_post, and ask by ask_person where you need a decision. Errors say what to do next.';

const textOf = (words: string) => ({ type: 'text' as const, text: words });

function contentOf({ facts, text }: Answer) {
  const told = textOf(JSON.stringify(facts));
  return { content: text === undefined ? [told] : [told, textOf(text)] };
}

/** Error for a model: its code for programs, and words that say what to do. */
function refusalOf(thrown: unknown) {
  const { code, message } =
    thrown instanceof EnsembleError
      ? thrown
      : { code: 'internal', message: 'This failed inside; the same call may work in a moment.' };
  return { content: [textOf(`${code}: ${message}`)], isError: true };
}

export interface McpServerOptions {
  session: AgentSession;
  limit: CallLimit;
  version: string;
  /** Told of errors that are nobody's fault but ours. */
  report: (words: string) => void;
}

/** Makes a server for one MCP connection. All connections share the session, the texts that were read, and the limit. */
export function mcpServer({ session, limit, version, report }: McpServerOptions): McpServer {
  const capabilities = { resources: { subscribe: true, listChanged: true } };
  const server = new McpServer({ name: 'ensemble', title: 'Ensemble', version }, { instructions, capabilities });
  addResources(server, session, limit);
  addPrompts(server);
  for (const { name, description, input, isReading, isDestructive, tells, run } of tools) {
    const annotations = { readOnlyHint: isReading, destructiveHint: isDestructive, openWorldHint: false };
    server.registerTool(name, { description, inputSchema: input, annotations }, async (given: unknown) => {
      try {
        limit.mustTake();
        mustFit(given);
        const telling = tells?.(given);
        const work = session.beginCall(name, telling?.isApart);
        const act = () => run(given, session, work);
        return contentOf(await (telling ? session.story.tell(work, telling, act) : act()));
      } catch (thrown) {
        if (!(thrown instanceof EnsembleError)) report(`${name}: ${String((thrown as Error).stack ?? thrown)}`);
        return refusalOf(thrown);
      }
    });
  }
  return server;
}
