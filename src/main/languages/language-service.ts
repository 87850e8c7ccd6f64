import { EnsembleError } from '../../shared/core/errors.ts';
import type { Handlers, StreamHandlers, WorkspaceMethod, WorkspaceStream } from '../../shared/session/contract.ts';

type LanguageMethod = Extract<WorkspaceMethod, `languages.${string}`>;
type LanguageStream = Extract<WorkspaceStream, `languages.${string}`>;

const noServer = (server: string) =>
  new EnsembleError('not-found', `This host has no language server “${server}”. Its list may have changed meanwhile.`);

/** Language servers of this machine, for all windows. */
export class LanguageService {
  get handlers(): Handlers<LanguageMethod> & StreamHandlers<LanguageStream> {
    return {
      'languages.restart': async ({ server }) => {
        throw noServer(server);
      },
      'languages.approve': async ({ server }) => {
        throw noServer(server);
      },
      'languages.library': async ({ server }) => {
        throw noServer(server);
      },
      'languages.connect': async ({ server }) => {
        throw noServer(server);
      },
      'languages.log': async ({ server }) => {
        throw noServer(server);
      },
    };
  }
}
