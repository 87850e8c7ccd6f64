import type { ProblemSet } from '../../../shared/capabilities/languages/language-state.ts';
import type { App } from '../../session/app.ts';

/** Shows the problems that the session knows, the same for everybody, in files that are open and others. */
export function showProblems({ session, workbench }: Pick<App, 'session' | 'workbench'>): void {
  let known: Record<string, ProblemSet> = {};
  const look = () => {
    const { problems } = session.state.languages;
    if (problems === known) return;
    for (const [key, { source, path }] of Object.entries(known))
      if (!Object.hasOwn(problems, key)) workbench.languages.setProblems(source, path, []);
    for (const [key, set] of Object.entries(problems))
      if (known[key] !== set) workbench.languages.setProblems(set.source, set.path, set.problems);
    known = problems;
  };
  session.events.on('state', look);
  look();
}
