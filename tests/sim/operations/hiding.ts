import { documentAt } from '../../../src/shared/capabilities/documents/paths.ts';
import type { Simulation } from '../simulation.ts';
import { type Operation, touch } from './common.ts';

/** Hides a file from guests, or shows it again: while it is hidden it is no document, whoever has it open. */
function hideOrShow(simulation: Simulation): void {
  const { disk, host, random, session } = simulation;
  const path = random.pick(['one.txt', 'two.txt', 'three.txt']);
  if (!simulation.hostAlive || !host || !session) return simulation.idle();
  if (!disk.hidden.delete(path)) {
    disk.hidden.add(path);
    // Its words leave the session with it.
    const ref = documentAt(session.state, path);
    const shown = simulation.actors.map(({ editors }) => (ref === null ? '' : (editors.get(ref)?.text ?? '')));
    const known = ref === null ? '' : host.wordsOf(ref);
    for (const text of [...shown, known, disk.text(path) ?? '']) touch(simulation, text, 0, text.length);
  }
  host.problems.hide();
  host.hiddenActs.look();
  void host.keeper.applySettings().catch(() => undefined);
}

/** Changes of the sharing settings. */
export const hiding: Operation[] = [{ name: 'hide or show a file', weight: 0.7, run: hideOrShow }];
