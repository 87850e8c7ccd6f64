import { pointAt } from '../../client/agents/agent-cursor.ts';
import { AgentTexts, type EditOutcome, type ProposalOutcome, type ReadText } from '../../client/agents/agent-texts.ts';
import { proposeFileAct } from '../../client/agents/file-acts.ts';
import { settledAtLast } from '../../client/last-words.ts';
import { SessionLocker } from '../../client/locks/session-locker.ts';
import { History } from '../../client/sdk/history.ts';
import { Messages } from '../../client/sdk/messages.ts';
import { SharedLocks } from '../../client/sdk/shared-locks.ts';
import type { SessionClient } from '../../client/session-client.ts';
import { saveFile } from '../../client/shared-file.ts';
import { TaskClaims } from '../../client/tasks/task-claims.ts';
import type { AgentCall } from '../../shared/capabilities/documents/kinds.ts';
import type { FileAct } from '../../shared/capabilities/file-proposals/kinds.ts';
import { shownName } from '../../shared/capabilities/people/names.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import { newId } from '../../shared/core/ids.ts';
import type { TextEdit } from '../../shared/text/edits.ts';
import { FollowedScreens } from './followed-screens.ts';
import { OpenQuestions } from './open-questions.ts';
import { SeenTasks } from './seen-tasks.ts';
import { type CallWork, WorkStory } from './work-story.ts';

/** Number of texts that were read and can be edited by their versions (LRU). */
const mostTexts = 64;

/** Outcome of taking a turn back in a file: lines of it are undone, or kept, or all are refused for a reason in words. */
interface UndoneFile {
  path: string;
  lines: number[];
  kept: number[];
  refused: string | null;
  unsaved: string | null;
}

/** Does something. Gives the reason in words for which it was refused, or null. */
async function problemOf(act: () => Promise<unknown>): Promise<string | null> {
  try {
    await act();
    return null;
  } catch (thrown) {
    if (thrown instanceof EnsembleError) return thrown.message;
    throw thrown;
  }
}

/** An agent's place in a session, as its tools use it. */
export class AgentSession {
  readonly client: SessionClient;
  readonly texts: AgentTexts;
  readonly messages: Messages;
  readonly questions: OpenQuestions;
  readonly history: History;
  readonly locks: SharedLocks;
  readonly locker: SessionLocker;
  readonly screens: FollowedScreens;
  readonly tasks: SeenTasks;
  readonly taskClaims: TaskClaims;
  readonly story: WorkStory;
  /** Turn of this agent's work: from one intent to the next. */
  #turn: string;
  #calls = 0;
  readonly #read = new Map<string, ReadText>();

  /** `client` has come in, as an agent; `isPartOfOther` where another program of the agent's tells of its work. */
  constructor(client: SessionClient, isPartOfOther = false) {
    this.client = client;
    this.texts = new AgentTexts(client);
    this.messages = new Messages(client);
    this.questions = new OpenQuestions(client, this.messages);
    this.history = new History(client);
    this.locks = new SharedLocks(client);
    this.locker = new SessionLocker(client);
    this.screens = new FollowedScreens(client);
    this.tasks = new SeenTasks(client);
    this.taskClaims = new TaskClaims(client);
    this.story = new WorkStory(client, !isPartOfOther);
    this.#turn = newId(client.options.environment);
  }

  /** Name of a person or agent. */
  nameOf(person: string | null): string {
    return shownName(this.client.state, person) ?? 'somebody';
  }

  /** Finds somebody by their name, or by their id. Throws `not-found` with the names that there are. */
  personNamed(name: string): string {
    const { participants } = this.client.state;
    if (Object.hasOwn(participants, name)) return name;
    const wanted = name.toLocaleLowerCase();
    const found = Object.keys(participants).find((each) => this.nameOf(each).toLocaleLowerCase() === wanted);
    if (found !== undefined) return found;
    throw new EnsembleError('not-found', `Nobody here is called “${name.slice(0, 100)}”: “who” lists the names.`);
  }

  /** Reads a file, shows people that the agent looks at it, and keeps its text for edits by its version. */
  async read(path: string): Promise<ReadText> {
    const read = await this.texts.read(path);
    this.#keep(read);
    return read;
  }

  #keep(read: ReadText): void {
    const key = `${read.version} ${read.path}`;
    this.#read.delete(key);
    this.#read.set(key, read);
    if (this.#read.size > mostTexts) this.#read.delete(this.#read.keys().next().value!);
  }

  /** Finds the text of a version that was read; null where it is not known (any more) and is not the present one. */
  async textOf(path: string, version: string): Promise<{ known: ReadText | null; now: ReadText }> {
    const now = await this.texts.read(path);
    this.#keep(now);
    const known = now.version === version ? now : (this.#read.get(`${version} ${now.path}`) ?? null);
    return { known, now };
  }

  /** Edits a file, and has it saved; gives the reason in words where that failed. */
  async edit(
    read: ReadText,
    edits: readonly TextEdit[],
    work: CallWork,
  ): Promise<{ outcome: EditOutcome; unsaved: string | null }> {
    const outcome = await this.texts.edit(read.path, read.version, edits, work);
    if (outcome.is === 'locked') return { outcome, unsaved: null };
    this.#keep(outcome.now);
    const isApplied = outcome.is === 'applied';
    if (isApplied) this.pointAt(outcome.now, edits.at(-1)?.offset ?? 0);
    return { outcome, unsaved: isApplied ? await this.save(outcome.now.ref) : null };
  }

  /** Proposes edits of a file to people, and changes nothing. */
  async propose(
    read: ReadText,
    edits: readonly TextEdit[],
    work: CallWork & { title: string },
  ): Promise<ProposalOutcome> {
    const outcome = await this.texts.propose(read.path, read.version, edits, work);
    if (outcome.is === 'stale') this.#keep(outcome.now);
    else this.pointAt(read, edits.at(-1)?.offset ?? 0);
    return outcome;
  }

  /** True while people have this agent suggest what it would change. */
  get suggests(): boolean {
    return this.client.state.participants[this.client.person!]?.suggests === true;
  }

  /** Proposes an act on a file to people, and does nothing. Gives the facts for the model. */
  async proposeAct(act: FileAct, work: CallWork): Promise<{ is: 'proposed'; proposal: string; next: string }> {
    const proposal = await proposeFileAct(this.client, act, work);
    const next = 'Nothing is done yet: people see this suggestion, and accept or reject it. my_proposals tells.';
    return { is: 'proposed', proposal, next };
  }

  /** Takes back the last edit of this program in a file; says whether there was one, and why it is not on the disk. */
  async undo(path: string, work: CallWork): Promise<{ undone: boolean; unsaved: string | null; now: ReadText }> {
    const undone = await this.texts.undo(path, work);
    const now = await this.read(path);
    return { undone, unsaved: undone ? await this.save(now.ref) : null, now };
  }

  /** Turn of now: that of the prompt on which the agent works, where a host runs it; otherwise from intent to intent. */
  get #turnNow(): string {
    const { state, person } = this.client;
    return state.agents[person!]?.turn?.turn ?? this.#turn;
  }

  /** Begins another turn, and tells what it is for; null for nothing that it would say. Gives the name of the turn. */
  beginTurn(intent: string | null): string {
    this.#turn = newId(this.client.options.environment);
    if (intent !== null) this.story.intend(this.#turnNow, intent);
    return this.#turnNow;
  }

  /** Names the work of a call of a tool: in the present turn, or apart in one of its own. */
  beginCall(tool: string, isApart = false): CallWork {
    const turn = isApart ? newId(this.client.options.environment) : this.#turnNow;
    const call = `${tool}-${++this.#calls}`;
    // Other programs of the agent count their calls in the turn of a prompt as well.
    return { turn, call: turn === this.#turn || isApart ? call : `${call}-${this.#turn.slice(0, 8)}` };
  }

  /**
   * Takes back all work of a turn, or of one call in it, file by file; lines in which others have written since stay, and are told, as is the
   * reason for which nothing is taken back in a file, such as a lock. `work` is of another turn: otherwise taking back
   * the present one would undo this as well.
   */
  async undoWork(meant: AgentCall, work: CallWork): Promise<UndoneFile[]> {
    const { client } = this;
    const asked = { person: client.person!, sinceMs: 0, ...meant };
    const undone: UndoneFile[] = [];
    for (const { ref, parts, overlaps } of (await client.request('documents.workOf', asked)).texts) {
      const path = client.state.documents[ref]?.path ?? null;
      if (path === null) continue;
      const inserted = parts.flatMap(({ step }) => step.inserted);
      const deleted = parts.flatMap(({ step }) => step.deleted);
      const act = () => this.texts.takeBack(path, { inserted, deleted }, work);
      const refused = parts.length > 0 ? await problemOf(act) : null;
      const lines = refused === null ? parts.map(({ line }) => line) : [];
      const unsaved = lines.length > 0 ? await this.save(ref) : null;
      undone.push({ path, lines, kept: overlaps.map(({ line }) => line), refused, unsaved });
    }
    return undone;
  }

  /** Has a text written to the host's disk. Gives the reason in words where that failed; the session has the text. */
  async save(ref: string): Promise<string | null> {
    const document = this.client.documents.get(ref);
    return document ? problemOf(() => saveFile(this.client, document)) : null;
  }

  /** Shows people where in a text the agent is, as its cursor. */
  pointAt(text: Pick<ReadText, 'ref' | 'path'>, offset: number): void {
    pointAt(this.client, text, offset);
  }

  /** Leaves the session once it has everything that was said, or soon where it is away. */
  async leave(): Promise<void> {
    this.story.close();
    await settledAtLast(this.client);
    this.texts.close();
    this.tasks.close();
    this.client.leave();
  }
}
