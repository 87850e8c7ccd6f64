import { messagesOf } from '../operations/talking.ts';
import type { Simulation } from '../simulation.ts';

/** Checks the chat: everybody who looks at it has the same messages, those who came late as well. */
export function checkChat(simulation: Simulation): void {
  const all = simulation.people.flatMap((actor) => {
    const messages = messagesOf(actor);
    return messages === null ? [] : [{ name: actor.name, messages }];
  });
  const [first] = all;
  for (const { name, messages } of all)
    if (messages !== first?.messages)
      simulation.problem(`the chat of ${name} differs from that of ${first?.name}: ${messages} / ${first?.messages}`);
}
