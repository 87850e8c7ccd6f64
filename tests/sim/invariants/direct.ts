import { pairRef } from '../../../src/shared/capabilities/direct/pairs.ts';
import { whisper, whispersOf } from '../operations/whispering.ts';
import type { Simulation } from '../simulation.ts';

/** Checks direct messages: the two of a pair hold the same of it, and nobody else ever holds a word. */
export function checkDirect(simulation: Simulation): void {
  const persons = Object.keys(simulation.session?.state.participants ?? {});
  const first = new Map<string, { name: string; words: string }>();
  for (const actor of simulation.people) {
    const { client, name } = actor;
    const own = new Set(persons.map((person) => pairRef(client.person ?? '', person)));
    for (const { ref, words, isHere } of whispersOf(actor)) {
      if (!own.has(ref)) {
        if (words.includes(whisper)) simulation.problem(`${name} holds what others say to each other: ${words}`);
        continue;
      }
      if (!isHere) continue;
      const before = first.get(ref) ?? { name, words };
      first.set(ref, before);
      if (before.words !== words)
        simulation.problem(`${name} and ${before.name} hold different direct messages: ${words} / ${before.words}`);
    }
    if (JSON.stringify(client.state).includes(whisper)) simulation.problem(`the state of ${name} has direct messages`);
  }
}
