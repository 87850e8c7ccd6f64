import type { Metrics } from '../../shared/metrics.ts';
import type { WorkspaceMethod } from '../../shared/session/contract.ts';
import type { AllHandlers } from '../doors/request-server.ts';

/** Counts the requests that handlers answer, and those of them that fail, refusals too. */
export function countedRequests(handlers: AllHandlers, metrics: Metrics): AllHandlers {
  const served = metrics.counter('ensemble_requests_served_total', 'Requests that the host has answered.');
  const failed = metrics.counter('ensemble_requests_failed_total', 'Those of them that were answered with an error.');
  const count = (method: WorkspaceMethod) => {
    const run = handlers[method] as (...asked: unknown[]) => Promise<unknown>;
    return async (...asked: unknown[]) => {
      try {
        return await run(...asked);
      } catch (thrown) {
        failed.add();
        throw thrown;
      } finally {
        served.add();
      }
    };
  };
  const methods = Object.keys(handlers) as WorkspaceMethod[];
  return Object.fromEntries(methods.map((method) => [method, count(method)])) as unknown as AllHandlers;
}
