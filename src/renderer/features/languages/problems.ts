import type { ProblemSet } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';

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
  workbench.languages.onToolOpen((key, isOpen, tool) => {
    if (tool !== 'actions') return;
    if (isOpen) return void steady.add(key);
    steady.delete(key);
    // Others' edits that have waited come first.
    queueMicrotask(show);
  });
  session.events.on('state', look);
  look();
}
