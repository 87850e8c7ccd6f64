import { createElement } from 'react';
import { may } from '../../../shared/capabilities/people/participants.ts';
import { newId } from '../../../shared/core/ids.ts';
import type { App } from '../../session/app.ts';
import { workCommands } from '../../session/work-commands.ts';
import { reactRender } from '../../ui/react-render.tsx';
import { renderLater } from '../../ui/render-later.ts';
import { AgentsModel } from './agents-model.ts';
import type { AgentActs } from './agents-view.tsx';
import { countSuggestions, registerCompared, registerSuggestions, suggestionActs } from './suggestions.ts';
import { SuggestionsModel } from './suggestions-model.ts';

const viewId = 'ensemble.agents';
const category = 'Ensemble';

/** Acts that are rare, which no window needs at first. */
const rareActs = () => import('./rare-acts.ts');

/** Agents of the people of the session: their work, prompts for them, and what they suggest. */
export function agents(app: App): void {
  const { workbench } = app;
  const model = new AgentsModel(app);
  const acts = actsOf(app, model);
  const suggestions = new SuggestionsModel(app);
  const judging = suggestionActs(app, suggestions);
  workbench.views.register({
    id: viewId,
    title: 'Agents',
    place: 'secondary',
    icon: 'hubot',
    order: 2,
    render: renderLater(async () => {
      const { AgentsView } = await import('./agents-view.tsx');
      return reactRender(() => createElement(AgentsView, { app, model, acts, suggestions, judging }));
    }),
  });
  const show = () => workbench.views.open(viewId, { focus: true });
  workbench.commands.register({
    id: 'ensemble.agents.show',
    title: 'Show Agents',
    category,
    // Other views name the agent whose transcript is wanted.
    run: (agent) => {
      if (typeof agent === 'string') model.choose(agent);
      return show();
    },
  });
  registerSuggestions(app, suggestions, judging, show);
  registerCompared(app, judging);
  if (app.recording !== null) return;
  workbench.commands.register({
    id: 'ensemble.agents.add',
    title: 'Add Agent…',
    category,
    when: 'ensemble.canEdit',
    run: async () => (await import('./adding.ts')).addAgent(app, show),
  });
  workbench.commands.register({
    id: 'ensemble.agents.pauseAll',
    title: 'Pause All Agents',
    category,
    when: 'ensemble.canShare',
    run: () => acts.pause(null, true),
  });
  workbench.commands.register({
    id: 'ensemble.agents.resumeAll',
    title: 'Let All Agents Go On',
    category,
    when: 'ensemble.canShare',
    run: () => acts.pause(null, false),
  });
  workbench.commands.register({
    id: 'ensemble.agents.restrain',
    title: 'Edits of an Agent as Suggestions…',
    category,
    run: async () => (await rareActs()).chooseRestrained(app, model),
  });
  countSuggestions(app, suggestions, viewId);
  const isShown = () => [viewId, 'ensemble.inbox'].some((id) => workbench.views.isVisible(id));
  void workbench.ready.then(async () => {
    const { tellFirstSuggestions } = await import('./suggestion-notice.ts');
    tellFirstSuggestions(app, { show, isShown });
  });
}

/** Wishes that go into the session; a refusal is told in words. */
function actsOf(
  app: App,
  model: AgentsModel,
): AgentActs & { pause: (agent: string | null, isPaused: boolean) => void } {
  const { workbench, client } = app;
  const tell = (thrown: unknown) =>
    void workbench.notifications.show('error', String((thrown as Error | undefined)?.message ?? thrown));
  const environment = client.options.environment;
  return {
    get add() {
      const { person, state } = client;
      return app.recording === null && may(state, person, 'edit')
        ? () => void workbench.commands.execute('ensemble.agents.add')
        : null;
    },
    pause: (agent, isPaused) => void client.publish('agent.paused', { person: agent, isPaused }).catch(tell),
    stop: (agent, turn) => void client.publish('agent.stopped', { agent, turn }).catch(tell),
    more: (row) =>
      void rareActs()
        .then(({ chooseRareAct }) => chooseRareAct(app, row))
        .catch(tell),
    prompt: (agent, text) => {
      model.choose(agent);
      void client.publish('agent.prompted', { agent, prompt: newId(environment), text }).catch(tell);
    },
    takeBack: (prompt) => void client.publish('agent.unprompted', { prompt }).catch(tell),
    showTerminal: (terminal) => void workbench.commands.execute('ensemble.showAgentsTerminal', terminal).catch(tell),
    actOn: (command, work) => void workbench.commands.execute(workCommands[command], work).catch(tell),
    reveal: (path) => void workbench.editors.reveal(path, 1).catch(tell),
  };
}
