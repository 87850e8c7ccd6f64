import type { AllHandlers } from '../../src/main/doors/request-server.ts';
import { EnsembleError } from '../../src/shared/core/errors.ts';
import { isWithin } from '../../src/shared/core/sight.ts';
import type { Caller } from '../../src/shared/session/contract.ts';

/** Puts the judgement of paths before each handler, as the host's path authority does. */
export function withinSight(handlers: AllHandlers, pathOf: (ref: string) => string | null): AllHandlers {
  const guard = (run: (...all: never[]) => unknown) => {
    return async (params: { path?: string; ref?: string }, caller: Caller, ...rest: never[]) => {
      const touched = [params.path, params.ref === undefined ? undefined : (pathOf(params.ref) ?? '')];
      for (const path of touched)
        if (path !== undefined && caller.paths && !isWithin(caller.paths, path))
          throw new EnsembleError('hidden', 'The host does not share this.');
      return run(params as never, caller as never, ...rest);
    };
  };
  return Object.fromEntries(Object.entries(handlers).map(([name, run]) => [name, guard(run)])) as never;
}
