import type { PermissionOption, RequestPermissionOutcome, ToolCallUpdate } from '@agentclientprotocol/sdk';
import { askPeople, type Question } from '../../client/approvals/ask-people.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { mostChoices } from '../../shared/capabilities/approvals/kinds.ts';
import { linesOf, plainWords } from '../../shared/text/shown.ts';

/** Time for a person to answer; then the answer is no. */
const waitMs = 600_000;

const runChoices = [
  { choice: 'once', name: 'Allow once', allows: true },
  { choice: 'always', name: 'Always here', allows: true, isForGood: true },
  { choice: 'no', name: 'Refuse', allows: false },
];

const cancelled: RequestPermissionOutcome = { outcome: 'cancelled' };

/** Questions of one agent to the people of the session. */
export class Questions {
  readonly #client: SessionClient;
  /** Answers for good, by tool and path, while the agent runs. */
  readonly #forGood = new Map<string, string>();
  readonly #open = new Set<AbortController>();

  constructor(client: SessionClient) {
    this.#client = client;
  }

  /** Asks whether a tool may be used. Resolves with the choice of a person; nobody's in time is none. */
  async ask(tool: ToolCallUpdate, options: readonly PermissionOption[]): Promise<RequestPermissionOutcome> {
    const about = aboutOf(tool);
    const known = this.#forGood.get(about);
    if (known !== undefined && options.some(({ optionId }) => optionId === known))
      return { outcome: 'selected', optionId: known };
    const choices = options.slice(0, mostChoices).map(({ optionId, name, kind }) => ({
      choice: optionId.slice(0, 64),
      name: plainWords(name).slice(0, 100) || kind,
      allows: kind.startsWith('allow'),
      ...(kind.endsWith('always') ? { isForGood: true } : {}),
    }));
    if (choices.length === 0) return cancelled;
    const title = plainWords(tool.title ?? tool.name ?? '').slice(0, 300) || 'Use a tool';
    const choice = await this.#put({ title, detail: detailOf(tool), choices, waitMs });
    if (choice === undefined) return cancelled;
    const option = options.find(({ optionId }) => optionId.slice(0, 64) === choice);
    if (!option) return rejection(options);
    if (option.kind.endsWith('always')) this.#forGood.set(about, option.optionId);
    return { outcome: 'selected', optionId: option.optionId };
  }

  /** Asks whether a command may run, of which `shown` is all; “always” holds for the very same. */
  async askToRun(title: string, shown: string): Promise<boolean> {
    const about = `run ${shown}`;
    if (this.#forGood.has(about)) return true;
    const words = `Run ${plainWords(title)}`.slice(0, 300);
    const choice = await this.#put({ title: words, detail: shown, choices: runChoices, waitMs });
    if (choice === 'always') this.#forGood.set(about, choice);
    return runChoices.some((each) => each.allows && each.choice === choice);
  }

  /** Puts a question. Gives the choice; null where nobody has chosen in time, undefined where it is not asked any more. */
  async #put(question: Question): Promise<string | null | undefined> {
    const ending = new AbortController();
    this.#open.add(ending);
    try {
      const answer = await askPeople(this.#client, question, ending.signal);
      return answer?.choice ?? null;
    } catch {
      return undefined;
    } finally {
      this.#open.delete(ending);
    }
  }

  /** Takes back whatever waits: the turn is over. */
  withdrawAll(): void {
    for (const ending of this.#open) ending.abort();
  }
}

/**
 * The matter of a question, for answers for good: a tool and its files. Where it names none, or runs something, only
 * the very same is the same matter: “always” to one command is no word about another.
 */
function aboutOf({ kind, name, title, locations, rawInput, content }: ToolCallUpdate): string {
  const paths = (locations ?? []).map(({ path }) => path);
  const isOfFiles = paths.length > 0 && kind !== 'execute' && kind !== 'other' && kind != null;
  return JSON.stringify([
    kind ?? name ?? '',
    paths,
    ...(isOfFiles ? [] : [title ?? name ?? '', rawInput ?? null, ...wordsIn(content)]),
  ]);
}

/** Answer where nobody has answered: no. */
function rejection(options: readonly PermissionOption[]): RequestPermissionOutcome {
  const no = options.find(({ kind }) => kind === 'reject_once');
  return no ? { outcome: 'selected', optionId: no.optionId } : cancelled;
}

/** Describes what a tool would do: its files, and what it is given. */
function detailOf({ locations, rawInput, content }: ToolCallUpdate): string {
  const paths = (locations ?? []).map(({ path }) => path);
  const diffs = (content ?? []).flatMap((each) => (each.type === 'diff' ? [each.path] : []));
  const given = rawInput === undefined ? [] : [JSON.stringify(rawInput)];
  return linesOf([...new Set([...paths, ...diffs]), ...given, ...wordsIn(content)]).slice(0, 2_000);
}

/** Words of a call's content: some agents tell there what a tool is given. */
function wordsIn(content: ToolCallUpdate['content']): string[] {
  return (content ?? []).flatMap((each) =>
    each.type === 'content' && each.content.type === 'text' ? [each.content.text] : [],
  );
}
