import type { AgentWork } from '../../../shared/capabilities/agents/agent-state.ts';
import { decidesAbout } from '../../../shared/capabilities/agents/objections.ts';
import type { TranscriptPart } from '../../../shared/capabilities/agents/transcript.ts';
import { shownName } from '../../../shared/capabilities/people/names.ts';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { accessOf, includes } from '../../../shared/capabilities/terminals/access.ts';
import type { App } from '../../session/app.ts';
import { followTranscript } from '../../session/transcripts.ts';
import { createStore } from '../../ui/react-render.tsx';
import { EditedCalls } from './edited-calls.ts';

/** One agent of the session, as the view shows it. */
export interface AgentRow {
  agent: string;
  name: string;
  colorIndex: number;
  owner: string;
  isPaused: boolean;
  /** It suggests its edits, and makes none. */
  suggests: boolean;
  /** False for one that has gone, whose work can be looked at. */
  isHere: boolean;
  /** Work that it tells of; null for one that tells of none. */
  work: AgentWork | null;
  /** Names of those who have prompted what waits. */
  queue: readonly { prompt: string; name: string; text: string; mayTakeBack: boolean }[];
  /** Commands that it runs, in terminals at which I may look. */
  commands: readonly { terminal: string; title: string }[];
  /** True where I may pause and stop it, and where I may prompt it. */
  mayDecide: boolean;
  mayPrompt: boolean;
  /** True where I may change whether it suggests its edits. */
  mayRestrain: boolean;
  mayRemove: boolean;
}

export interface AgentsShown {
  agents: readonly AgentRow[];
  chosen: string | null;
  parts: readonly TranscriptPart[];
  /** Names of its turns and calls that have edited something that can be taken back. */
  edited: ReadonlySet<string>;
}

/** Most agents that have gone and are still listed: those that were at work last. */
const mostGone = 5;

/** Says whether there is work to look at: one that takes no prompts opens its transcript with its first work. */
const hasWorked = ({ transcript, ended, takesPrompts }: AgentWork) =>
  transcript !== null && (ended !== null || !takesPrompts);

/** The agents of this session, and the transcript of the one that is shown. */
export class AgentsModel {
  readonly store = createStore<AgentsShown>({ agents: [], chosen: null, parts: [], edited: new Set() });
  readonly #app: App;
  readonly #edited: EditedCalls;
  #chosen: string | null = null;
  #parts: readonly TranscriptPart[] = [];
  #followed: string | null = null;
  #stop: () => void = () => undefined;
  #known: readonly unknown[] = [];

  constructor(app: App) {
    this.#app = app;
    this.#edited = new EditedCalls(app, (edited) => this.store.set({ ...this.store.get(), edited }));
    const { session } = app;
    session.events.on('state', () => this.#update());
    session.events.on('status', () => this.#update());
    this.#update();
  }

  /** Shows an agent's transcript. */
  choose(agent: string): void {
    this.#chosen = agent;
    this.#update(true);
  }

  #rows(): AgentRow[] {
    const { state, person } = this.#app.session;
    const isActing = this.#app.recording === null && person !== null;
    const here = new Set(Object.values(state.replicas).flatMap((one) => (one.connected ? [one.person] : [])));
    const gone = Object.entries(state.agents)
      .filter(([agent, work]) => hasWorked(work) && !here.has(agent))
      .toSorted(([, a], [, b]) => (b.ended?.atMs ?? 0) - (a.ended?.atMs ?? 0))
      .slice(0, mostGone);
    const listed = new Set([...here, ...gone.map(([agent]) => agent)]);
    return Object.values(state.participants).flatMap((one): AgentRow[] => {
      const { person: agent, agentOf, colorIndex, isPaused = false, suggests = false } = one;
      if (agentOf === undefined || one.standing !== 'admitted' || !listed.has(agent)) return [];
      const isHere = here.has(agent);
      const work = state.agents[agent] ?? null;
      const mayDecide = isActing && isHere && decidesAbout(state, person, agent);
      const queue = (work?.queue ?? []).map(({ prompt, person: by, text }) => ({
        prompt,
        text,
        name: shownName(state, by) ?? 'Somebody',
        mayTakeBack: mayDecide || by === person,
      }));
      return [
        {
          agent,
          name: shownName(state, agent) ?? 'Agent',
          owner: shownName(state, agentOf) ?? 'somebody',
          colorIndex,
          isPaused,
          suggests,
          isHere,
          work,
          queue,
          commands: this.#commandsOf(agent),
          mayDecide,
          mayRestrain: mayDecide || (isActing && isHere && !suggests && may(state, person, 'run')),
          mayRemove: isActing && may(state, person, 'admit'),
          mayPrompt: isActing && isHere && work?.takesPrompts === true && may(state, person, 'run'),
        },
      ];
    });
  }

  #commandsOf(agent: string): AgentRow['commands'] {
    const { state, person } = this.#app.session;
    return Object.entries(state.terminals).flatMap(([terminal, each]) =>
      each.agent === agent && includes(accessOf(state, person ?? '', each), 'read')
        ? [{ terminal, title: each.title }]
        : [],
    );
  }

  #update(isForced = false): void {
    const { state, person } = this.#app.session;
    const used = [state.participants, state.replicas, state.agents, state.terminals, state.lecture, person];
    if (!isForced && used.every((each, index) => each === this.#known[index])) return;
    this.#known = used;
    const agents = this.#rows();
    if (!agents.some(({ agent }) => agent === this.#chosen)) this.#chosen = agents[0]?.agent ?? null;
    this.#follow(agents.find(({ agent }) => agent === this.#chosen)?.work?.transcript ?? null);
    this.store.set({ ...this.store.get(), agents, chosen: this.#chosen, parts: this.#parts });
  }

  #follow(transcript: string | null): void {
    if (transcript === this.#followed) return;
    this.#stop();
    this.#followed = transcript;
    this.#parts = [];
    this.#stop = () => undefined;
    this.#edited.look(transcript);
    if (transcript === null) return;
    this.#stop = followTranscript(this.#app.session, transcript, (parts) => {
      this.#parts = parts;
      this.store.set({ ...this.store.get(), parts });
      this.#edited.look(transcript);
    });
  }
}
