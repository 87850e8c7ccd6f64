import { callOfName, isOfCall, nameOfCall } from '../../../src/shared/capabilities/documents/agent-call.ts';
import type { AgentCall } from '../../../src/shared/capabilities/documents/kinds.ts';
import type { WorkedText } from '../../../src/shared/capabilities/documents/methods.ts';
import type { Simulation } from '../simulation.ts';

/** Work that is taken back: of a person since a time, or of one turn or call of an agent. */
export interface Span extends AgentCall {
  person: string;
  sinceMs: number;
}

/** Checks a plan of what is to be taken back by the facts of the text: its ids are the person's, and of the call. */
export function checkPlan(simulation: Simulation, span: Span, { ref, parts }: WorkedText): void {
  const { person } = span;
  const document = simulation.host?.disk.documents.get(ref);
  if (!document) return;
  const { authors, deleters, written, erased } = document.facts;
  for (const { step } of parts) {
    for (const { client, clock, length } of step.inserted) {
      for (const { value } of authors.pieces(client, clock, length))
        if (value && value.author !== person && value.manner !== 'restored')
          simulation.problem(`taking back the work of ${person} would take text of ${value.author}`);
      for (const { value } of written.pieces(client, clock, length)) checkCall(value);
    }
    for (const { client, clock, text } of step.deleted) {
      for (const { value } of deleters.pieces(client, clock, text.length))
        if (value && value !== person)
          simulation.problem(`taking back the work of ${person} would bring back what ${value} deleted`);
      for (const { value } of erased.pieces(client, clock, text.length)) checkCall(value);
    }
  }

  function checkCall(work: string | undefined): void {
    if (!isOfCall(callOfName(work), span))
      simulation.problem(`taking back ${JSON.stringify(nameOfCall(span))} would take back ${JSON.stringify(work)}`);
  }
}
