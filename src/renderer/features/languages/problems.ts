import type { ProblemSet } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';

/** Time from the end of a tool until its choice is made and the text shows others' edits. */
const settlingMs = 1_000;

/**
 * Shows the problems that the session knows, the same for everybody, in files that are open and others. Those of a text
 * wait while a menu of actions is open over it, as others' edits do: the editors would drop what the menu offers.
 */
export function showProblems({ session, workbench }: Pick<App, 'session' | 'workbench'>): void {
  const shown = new Map<string, ProblemSet>();
  const steady = new Set<string>();
  let known: Record<string, ProblemSet> = {};
  const show = () => {
    for (const [key, { source, path }] of shown) {
      if (steady.has(path) || Object.hasOwn(known, key)) continue;
      shown.delete(key);
      workbench.languages.setProblems(source, path, []);
    }
    for (const [key, set] of Object.entries(known)) {
      if (steady.has(set.path) || shown.get(key) === set) continue;
      shown.set(key, set);
      workbench.languages.setProblems(set.source, set.path, set.problems);
    }
  };
  const look = () => {
    const { problems } = session.state.languages;
    if (problems === known) return;
    known = problems;
    show();
  };
  let tools = 0;
  workbench.languages.onToolOpen((key, isOpen) => {
    const tool = ++tools;
    if (isOpen) steady.add(key);
    else
      setTimeout(() => {
        // Another menu may be open over a text by then.
        if (tool !== tools) return;
        steady.clear();
        show();
      }, settlingMs);
  });
  session.events.on('state', look);
  look();
}
