/** Variable by which the host hands an agent that it runs the ticket of its place, for tools that join as the same agent. */
export const agentTicketVariable = 'ENSEMBLE_AGENT_TICKET';

/**
 * Variable that marks the programs of an agent, and commands that it runs: they do nothing in a person's name. It keeps
 * from accidents only, since a program can take it out of its environment.
 */
export const agentMarkVariable = 'ENSEMBLE_BY_AGENT';
