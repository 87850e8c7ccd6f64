/** Variable by which the host hands an agent that it runs the ticket of its place, for tools that join as the same agent. */
export const agentTicketVariable = 'ENSEMBLE_AGENT_TICKET';
