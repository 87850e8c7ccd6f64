import { MemoryAccessStore } from '../../server/session/access.ts';
import { hashSecret } from '../../server/session/secrets.ts';
import { Session } from '../../server/session/session.ts';
import type { Dial } from '../../src/client/link.ts';
import { MemoryJournal } from '../../src/main/documents/journal.ts';
import { NotedJournal } from '../../src/main/documents/remote-disk-history.ts';
import { nothingUnsent } from '../../src/main/documents/unsent.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { newId, newSecret } from '../../src/shared/core/ids.ts';
import type { SessionState } from '../../src/shared/session/state.ts';
import { conflictChoices } from '../../src/shared/text/conflict-choices.ts';
import { AgentActor, type Intended } from './agent-actor.ts';
import { Actor, HostActor } from './cast.ts';
import type { Flow } from './flow.ts';
import { watchSight } from './invariants/sight.ts';
import { MemoryBases } from './memory-bases.ts';
import { MemoryBlobs } from './memory-blobs.ts';
import { MemoryDisk } from './memory-disk.ts';
import { MemoryGit } from './memory-git.ts';
import type { Moment } from './moment.ts';
import { noticed } from './noticing.ts';
import { RememberingLog } from './remembering-log.ts';
import { TerminalWords } from './terminal-words.ts';
import { VirtualWorld } from './virtual-world.ts';
import { asleep, calm, keepsFrames, type Weather, wire } from './wire.ts';
import { wordPattern } from './words.ts';

const letters = ['a', 'b', 'c', 'd', 'e', 'f'];
/** Time for everything to come to rest in calm weather: beyond every grace, retry and dead-connection time. */
const restMs = 120_000;

/** One simulated session: the real server core, real clients and a real host's keeper on a virtual clock. */
export class Simulation {
  readonly world: VirtualWorld;
  readonly log: RememberingLog;
  readonly access = new MemoryAccessStore();
  readonly blobs = new MemoryBlobs();
  /** Disk of the machine that hosts now, or did last. */
  disk = new MemoryDisk();
  journal = new MemoryJournal();
  readonly bases = new MemoryBases();
  /** Repository of the machine that hosts now, or did last. */
  git = new MemoryGit(new Map());
  /** Files of a checkout of the beginning. */
  readonly firstFiles = new Map<string, Uint8Array>();
  /** A former host that lives on beside the present one. */
  former: { host: HostActor; disk: MemoryDisk } | null = null;
  /** Words that were sent under somebody else's Yjs client id: they must come into no text. */
  readonly forged = new Set<string>();
  /** Their senders: their copies are made anew, and text typed meanwhile becomes a draft. */
  readonly forgers = new Set<string>();
  /** Words on the disk of a former host: they must come into no text. */
  readonly foreign = new Set<string>();
  readonly id: string;
  readonly invite: string;
  owner: string;
  readonly actors: Actor[] = [];
  readonly agents: AgentActor[] = [];
  /** Texts on which edits of agents build, by the turn that they name. */
  readonly intended = new Map<string, Intended>();
  readonly steps: string[] = [];
  /** Words that were typed and may have been deleted by somebody since. */
  readonly touched = new Set<string>();
  /** Words that a choice of both versions may have doubled. */
  readonly doubled = new Set<string>();
  /** Words that two texts may have, each once: in a file that the present host has under another name than the log. */
  readonly apart = new Set<string>();
  /** Every word, with its author. */
  readonly typed = new Map<string, string>();
  /** The document that each word was typed in. */
  readonly typedIn = new Map<string, string>();
  /** Words that git has brought back: somebody else may have done so too. */
  readonly returned = new Set<string>();
  /** The texts of files before another branch was checked out. */
  readonly stash = new Map<string, string>();
  /** Texts of the last commit, to which Git takes files back. */
  readonly committed = new Map<string, string>();
  /** People who were viewers at some time: their typing then was refused. */
  readonly demoted = new Set<string>();
  /** True once there was a lecture: it may still go on when others come, and then their typing is refused too. */
  hasLectured = false;
  /** Windows that were closed, and that no other window of their person has followed yet. */
  readonly #closed: Actor[] = [];
  /** Windows of people whom the host has sent out. */
  readonly removed: Actor[] = [];
  /** Number of changes of each file on the disk that the keeper has not looked at yet. */
  readonly unsettled = new Map<string, number>();
  /** Streams that people have opened. */
  readonly flows: Flow[] = [];
  /** Terminals of all hosts so far, and the words that went through them. */
  readonly terminals: TerminalWords;
  /** Texts as people saw them at moments of the course. */
  readonly moments: Moment[] = [];
  /** Stretches that were cut out of the log, as (after, upTo]. */
  readonly cuts: [after: number, upTo: number][] = [];
  /** Stretches out of which the content of one file or terminal was cut, where that could be. */
  readonly cutsOut: { ref: string; after: number; upTo: number }[] = [];
  readonly problems: string[] = [];
  /** True once a server trims the pasts of texts: a replay has no earlier moments then. */
  hasTrimmed = false;
  /** True once frames came twice, as over no honest network: a request of such a frame is asked twice. */
  hasDoubled = false;
  #weather: Weather = calm;
  session: Session | null = null;
  host: HostActor | null = null;
  hostAlive = false;
  words = 0;
  /** True if the present operation has found nothing to do. */
  isIdle = false;
  #hasMoved = false;
  /** People whom a host is just letting in again. */
  readonly #admitting = new Set<string>();

  readonly seed: number;

  constructor(seed: number) {
    this.seed = seed;
    this.world = new VirtualWorld(seed);
    this.terminals = new TerminalWords(this.world);
    const environment = this.world.environment();
    this.log = new RememberingLog(() => this.world.nowMs);
    this.id = newId(environment);
    this.invite = newSecret(environment);
    this.owner = newId(environment);
    this.access.setInvite(this.id, hashSecret(this.invite), 'editor', Number.MAX_SAFE_INTEGER);
  }

  get weather(): Weather {
    return this.#weather;
  }

  set weather(weather: Weather) {
    this.#weather = weather;
    this.hasDoubled ||= weather.doubled > 0;
    if (!keepsFrames(weather)) for (const flow of this.flows) if (flow.end === null) flow.isKept = false;
  }

  get random() {
    return this.world.random;
  }

  async startServer(): Promise<void> {
    const trims = this.random.chance(0.5);
    this.hasTrimmed ||= trims;
    this.session = await Session.open({
      id: this.id,
      log: this.log,
      access: this.access,
      environment: this.world.environment(),
      hasBlob: (hash) => this.blobs.has(hash),
      putBlob: (bytes) => this.blobs.put(bytes),
      getBlob: (hash) => this.blobs.get(hash),
      report: (message) => {
        if (!message.startsWith('commit failed: EnsembleError')) this.problems.push(message);
      },
      checkpointEntries: 15,
      segmentEntries: 12,
      trims,
    });
  }

  stopServer(): void {
    this.session?.close();
    this.session = null;
  }

  #dial(identity: Parameters<Session['connect']>[1], weather: () => Weather, hear?: (frame: Uint8Array) => void) {
    return wire(
      this.world,
      weather,
      (transport) => {
        const { session } = this;
        if (session) watchSight(this, transport, session, () => session.connect(transport, identity));
      },
      () => this.session !== null,
      hear,
    );
  }

  async startHost(next?: { person: string; disk: MemoryDisk }): Promise<void> {
    if (next) {
      this.owner = next.person;
      this.disk = next.disk;
      this.journal = new MemoryJournal();
      this.git = new MemoryGit(next.disk.files);
    }
    const dial = this.#dial({ is: 'owner', person: this.owner }, () => calm);
    const { blobs, disk, journal: own, bases, git } = this;
    const person = this.owner;
    // A server takes the notes of the present host only, which is the one of before until the log has another's claim.
    const notes = () => this.owner === person || this.session?.state.host?.person === person;
    const journal = new NotedJournal(own, () => (notes() ? bases : null));
    // Also when it died before it had taken over: it is not asked again for things that it knows already.
    this.#hasMoved ||= next !== undefined;
    const takesOver = this.#hasMoved;
    const onResolved = (mine: string, theirs: string) => this.contest(mine, theirs);
    const actor: HostActor = new HostActor({
      world: this.world,
      environment: this.world.environment(() => !actor.isDead),
      dial,
      blobs,
      disk,
      journal,
      git,
      problem: (words) => this.problem(words),
      onResolved,
      changed: (path) => noticed(this, path),
      report: this.#fault,
      isOwn: (replica) => this.actors.some(({ letter, client }) => letter === letters[0] && client.replica === replica),
      ...(takesOver ? { bases } : {}),
    });
    this.host = actor;
    this.hostAlive = true;
    const { host } = this;
    // Words of a host that died are answered to nobody.
    this.#admitting.clear();
    host.host.events.on('state', ({ participants }) => this.#admitBack(host, participants));
    void host
      .start()
      .then(() => {
        if (!host.host.state.sharing)
          return host.host.publish('sharing.opened', { admitEveryone: true, role: 'editor' });
      })
      .catch((thrown) => {
        // Of two hosts that take over at once one comes too late, and says so.
        const isTooLate = thrown instanceof EnsembleError && thrown.code === 'stale-term';
        const isGone = host !== this.host || !this.hostAlive;
        if (!isTooLate && !isGone) this.problems.push(`host: ${String(thrown)}`);
      });
    await this.world.run(200);
  }

  /** Lets in people who were removed, and ask to come back: the door is open for all others. */
  #admitBack({ host }: HostActor, participants: SessionState['participants']): void {
    for (const { person, name, standing } of Object.values(participants)) {
      if (standing !== 'asking' || this.#admitting.has(person)) continue;
      this.#admitting.add(person);
      const sent = host.publish('participant.admitted', { person, name, role: 'editor' });
      void sent.catch(() => undefined).finally(() => this.#admitting.delete(person));
    }
  }

  /** Marks the words of two texts of which one was chosen: they may go; those of both may be there twice. */
  contest(mine: string, theirs: string): void {
    for (const text of [mine, theirs])
      for (const [word] of text.matchAll(wordPattern)) {
        this.touched.add(word);
        if (mine.includes(word) && theirs.includes(word)) this.doubled.add(word);
      }
  }

  /** Marks the words of choices that may be half done. */
  #contestOpen(): void {
    for (const { ref, before } of this.host?.resolving ?? []) {
      const words = `${before} ${this.host?.wordsOf(ref)}`;
      this.contest(words, words);
    }
  }

  /** Puts the host to sleep in the middle of things; another takes over, and it may wake. */
  sleepHost(): void {
    this.former?.host.crash();
    this.#contestOpen();
    this.unsettled.clear();
    if (this.host) this.former = { host: this.host, disk: this.disk };
    this.hostAlive = false;
  }

  crashHost(): void {
    this.#contestOpen();
    this.unsettled.clear();
    this.host?.crash();
    this.hostAlive = false;
  }

  /** `through` wraps the connection between the window and the network. */
  addActor(
    previous?: Actor,
    name = previous?.name ?? `P${this.actors.length}`,
    through: (dial: Dial) => Dial = (dial) => dial,
  ): Actor {
    const letter = previous?.letter ?? letters[this.actors.length % letters.length]!;
    const actor: Actor = new Actor({
      name,
      letter,
      ...(previous ? { ticket: previous.ticket } : {}),
      invite: this.invite,
      environment: this.world.environment(),
      dial: through(
        this.#dial(
          { is: 'guest' },
          () => (actor.asleep ? asleep : this.weather),
          (frame) => this.terminals.heard(actor, frame),
        ),
      ),
      blobs: this.blobs,
      report: this.#fault,
    });
    this.actors.push(actor);
    if (this.hasLectured) this.demoted.add(name);
    void actor.client.start();
    return actor;
  }

  /** Adds an agent that comes by this invite. */
  addAgent(invite: string): AgentActor {
    const agent = new AgentActor({
      name: `Agent ${this.agents.length + 1}`,
      invite,
      environment: this.world.environment(),
      dial: this.#dial({ is: 'guest' }, () => this.weather),
      blobs: this.blobs,
      report: this.#fault,
    });
    this.agents.push(agent);
    return agent;
  }

  get people(): Actor[] {
    return this.actors.filter((actor) => !actor.gone);
  }

  /** Keeps a window that is gone. Its unsent entries are in its outbox, for the next window of its person. */
  closed(actor: Actor): void {
    actor.gone = true;
    this.#closed.push(actor);
  }

  /** Makes a unique word: letters of its author, so that undo can be held to its owner. */
  word(actor: Actor): string {
    // Much alike, as words are, for a diff to mistake; with one character that is nowhere else, so that no deletion
    // makes one word of two others.
    const tens = [...String(Math.floor(this.words / 10)).padStart(3, '0')];
    const digits = tens.map((digit) => '⁰¹²³⁴⁵⁶⁷⁸⁹'[Number(digit)]).join('');
    const own = String.fromCharCode(0xac00 + this.words++);
    const word = `${actor.letter}${digits}${own}${actor.letter.toUpperCase()}`;
    this.typed.set(word, actor.name);
    return word;
  }

  /** Makes a program's word for a file: one unique character, so that no diff makes it of others. */
  outsideWord(by: string | null = 'another program'): string {
    const word = String.fromCharCode(0x4e00 + this.words++);
    if (by !== null) this.typed.set(word, by);
    return word;
  }

  /** Makes the log's disk full for the next commit. */
  failNextCommit(): void {
    this.log.failNext = new EnsembleError('no-space', 'The disk of the session server is full.');
  }

  /** Notes that somebody's sight changes: what they type there may go to a draft, and their streams end. */
  limited({ name }: Actor): void {
    this.demoted.add(name);
    for (const flow of this.flows) if (flow.opener === name && flow.end === null) flow.isKept = false;
  }

  /** Notes that the present operation finds nothing to do. */
  idle(): void {
    this.isIdle = true;
  }

  /** Notes an error inside a client that ended nothing. An effect of the network is no fault. */
  readonly #fault = (message: string): void => {
    if (!message.startsWith('EnsembleError')) this.problem(`inside a client: ${message.split('\n')[0]}`);
  };

  problem(message: string): void {
    this.problems.push(message);
  }

  /** Brings everything to rest: calm weather, everything up, everybody in. Then nothing may be different anywhere. */
  async rest(): Promise<void> {
    this.weather = calm;
    for (const actor of this.actors) actor.asleep = false;
    this.disk.afterWrite = null;
    if (!this.session) await this.startServer();
    if (!this.hostAlive) await this.startHost();
    for (const { client } of [...this.people, ...this.agents]) client.reconnect();
    for (const actor of this.#closed) actor.adopt(actor);
    await this.world.run(restMs);
    await this.#hostAgain();
    this.disk.failNextWrite = false;
    await this.#resolveAll();
  }

  /** Starts the present host once more, as its person would, where a former one was let in last. */
  async #hostAgain(): Promise<void> {
    if (this.session?.state.host?.replica === this.host?.host.replica) return;
    this.former?.host.crash();
    this.crashHost();
    await this.startHost();
    await this.world.run(restMs);
  }

  /** Chooses, as somebody, wherever a choice is still open. */
  async #resolveAll(): Promise<void> {
    const { host } = this;
    for (const [ref, { conflict, path }] of Object.entries(host?.disk.state.documents ?? {})) {
      if (!conflict || !host) continue;
      const choice = this.random.pick(conflictChoices);
      void host.keeper
        .withheld(ref)
        .then(({ hash }) => host.resolve(ref, { choice, hash, person: this.owner }, nothingUnsent))
        .catch((thrown) => {
          if (!(thrown instanceof EnsembleError && thrown.code === 'not-found'))
            this.problem(`resolving the conflict of ${path} failed: ${String(thrown)}`);
        });
      await this.world.run(2000);
    }
  }

  /** Ends everything, so that nothing of it runs on. */
  stop(): void {
    for (const { client } of this.agents) client.abandon();
    for (const actor of this.actors) {
      actor.client.abandon();
      for (const drain of actor.drains) drain.abandon();
    }
    this.host?.crash();
    this.former?.host.crash();
    this.stopServer();
  }
}
