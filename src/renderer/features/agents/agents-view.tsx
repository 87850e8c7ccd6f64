import '../../ui/rows.css';
import './agents.css';
import type { App } from '../../session/app.ts';
import { Avatar } from '../../ui/avatar.tsx';
import { Button, IconButton } from '../../ui/button.tsx';
import { useStore } from '../../ui/react-render.tsx';
import { RowList } from '../../ui/row-list.tsx';
import { personColour } from '../../workbench/index.ts';
import { iconOfAgent, stateOfAgent } from './agent-words.ts';
import type { AgentRow, AgentsModel } from './agents-model.ts';
import { PromptBox } from './prompt-box.tsx';
import { rareActs } from './rare-acts.ts';
import type { SuggestionsModel } from './suggestions-model.ts';
import { type SuggestionActs, Suggestions } from './suggestions-view.tsx';
import { type TranscriptActs, TranscriptView } from './transcript-view.tsx';

export interface AgentActs extends TranscriptActs {
  /** Null where I may add none. */
  add: (() => void) | null;
  pause: (agent: string, isPaused: boolean) => void;
  stop: (agent: string, turn: string) => void;
  /** Lets me choose among what is done more rarely. */
  more: (row: AgentRow) => void;
  prompt: (agent: string, text: string) => void;
  takeBack: (prompt: string) => void;
  showTerminal: (terminal: string) => void;
}

interface Props {
  app: App;
  model: AgentsModel;
  acts: AgentActs;
  suggestions: SuggestionsModel;
  judging: SuggestionActs;
}

/** View of the agents, what they suggest, and the work of the one that is chosen. */
export function AgentsView({ app, model, acts, suggestions, judging }: Props) {
  const { agents, chosen, parts, edited } = useStore(model.store);
  const shown = agents.find(({ agent }) => agent === chosen);
  return (
    <div className="ensemble-agents">
      <Suggestions store={suggestions.store} acts={judging} />
      {acts.add && (
        <div className="ensemble-rows-buttons">
          <Button icon="add" secondary={agents.length > 0} onClick={acts.add}>
            Add agent
          </Button>
        </div>
      )}
      {agents.length > 0 && (
        <RowList label="Agents">
          {agents.map((row) => (
            <AgentItem key={row.agent} row={row} isChosen={row.agent === chosen} model={model} acts={acts} />
          ))}
        </RowList>
      )}
      {agents.length === 0 && (
        <p className="ensemble-rows-empty">
          No agent works in this session. One that is added edits the same files as everybody, under its own name, and
          never writes over lines that it has not read.
        </p>
      )}
      {shown && <Work app={app} row={shown} acts={acts} parts={parts} edited={edited} />}
    </div>
  );
}

interface ItemProps {
  row: AgentRow;
  isChosen: boolean;
  model: AgentsModel;
  acts: AgentActs;
}

function AgentItem({ row, isChosen, model, acts }: ItemProps) {
  const { agent, name, owner, isPaused, suggests, work, mayDecide } = row;
  const more = rareActs(row).length > 0 ? () => acts.more(row) : null;
  const state = suggests ? `${stateOfAgent(row)}, suggests its edits` : stateOfAgent(row);
  const turn = work?.turn ?? null;
  return (
    <li
      className="ensemble-row"
      aria-label={`${name}, agent of ${owner}, ${state}`}
      onContextMenu={(event) => {
        if (!more) return;
        event.preventDefault();
        more();
      }}
    >
      <button
        type="button"
        className="ensemble-row-main"
        aria-pressed={isChosen}
        title={state}
        onClick={() => model.choose(agent)}
      >
        <Avatar name={name} colour={personColour(row.colorIndex)} />
        <span className="ensemble-row-words">
          <span>
            <bdi>{name}</bdi> <span className="ensemble-row-quiet">agent of {owner}</span>
          </span>
          <span className="ensemble-row-quiet" dir="auto">
            <span className={`codicon codicon-${iconOfAgent(row)}`} aria-hidden="true" /> {state}
          </span>
        </span>
      </button>
      {mayDecide && turn && !turn.isStopping && (
        <IconButton icon="debug-stop" label={`Stop ${name}`} onClick={() => acts.stop(agent, turn.turn)} />
      )}
      {mayDecide && (
        <IconButton
          icon={isPaused ? 'debug-continue' : 'debug-pause'}
          label={isPaused ? `Let ${name} go on` : `Pause ${name}`}
          onClick={() => acts.pause(agent, !isPaused)}
        />
      )}
      {more && <IconButton icon="ellipsis" label={`More for ${name}`} onClick={more} />}
    </li>
  );
}

interface WorkProps {
  app: App;
  row: AgentRow;
  acts: AgentActs;
  parts: Parameters<typeof TranscriptView>[0]['parts'];
  edited: ReadonlySet<string>;
}

function Work({ app, row, acts, parts, edited }: WorkProps) {
  const { agent, name, work, queue, commands, mayPrompt } = row;
  if (work === null) return <p className="ensemble-rows-empty">{whyNoPrompt(row)}</p>;
  return (
    <>
      {work.plan.length > 0 && (
        <ol className="ensemble-agents-plan" aria-label={`Plan of ${name}`}>
          {work.plan.map((step, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: the plan comes whole each time.
            <li key={index} className={`ensemble-agents-step-${step.status}`} dir="auto">
              {step.words}
              <span className="ensemble-agents-hidden">{`, ${step.status}`}</span>
            </li>
          ))}
        </ol>
      )}
      <TranscriptView app={app} agent={agent} name={name} parts={parts} edited={edited} acts={acts} />
      {commands.length > 0 && (
        <ul className="ensemble-agents-queue" aria-label={`Commands of ${name}`}>
          {commands.map(({ terminal, title }) => (
            <li key={terminal}>
              <span className="ensemble-row-quiet">Runs</span> <span dir="ltr">{title}</span>
              <IconButton
                icon="terminal"
                label={`Show terminal of ${title}`}
                onClick={() => acts.showTerminal(terminal)}
              />
            </li>
          ))}
        </ul>
      )}
      {queue.length > 0 && (
        <ul className="ensemble-agents-queue" aria-label="Prompts that wait">
          {queue.map(({ prompt, name: by, text, mayTakeBack }) => (
            <li key={prompt}>
              <span className="ensemble-row-quiet">
                <bdi>{by}</bdi>, next:
              </span>{' '}
              <span dir="auto">{text}</span>
              {mayTakeBack && (
                <IconButton icon="close" label="Take this prompt back" onClick={() => acts.takeBack(prompt)} />
              )}
            </li>
          ))}
        </ul>
      )}
      {mayPrompt ? (
        <PromptBox key={agent} name={name} send={(text) => acts.prompt(agent, text)} />
      ) : (
        <p className="ensemble-rows-empty">{whyNoPrompt(row)}</p>
      )}
    </>
  );
}

function whyNoPrompt({ isHere, name, work }: AgentRow): string {
  if (!isHere) return `${name} has gone: this is what it did last.`;
  if (!work?.takesPrompts) return `${name} takes no prompts here: it works by itself.`;
  return 'To prompt it you need the right to run programs: ask an owner.';
}
