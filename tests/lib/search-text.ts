import type { TextMatch } from '../../src/shared/capabilities/search/methods.ts';
import type {
  Caller,
  CallOptions,
  HostStream,
  Stream,
  StreamHandlers,
  StreamParams,
  StreamResult,
  Workspace,
} from '../../src/shared/session/contract.ts';
import { workspaceStreams } from '../../src/shared/session/contract.ts';

export type FoundText = StreamResult<'search.text'> & { matches: TextMatch[] };

/** Gathers all results of a search. */
export async function allOf(search: Stream<'search.text'>): Promise<FoundText> {
  const matches: TextMatch[] = [];
  for await (const part of search) matches.push(...part.matches);
  return { matches, ...(await search.result) };
}

/** Searches by a window's way to the host. */
export function searchText(
  workspace: Workspace,
  params: StreamParams<'search.text'>,
  options?: CallOptions,
): Promise<FoundText> {
  return allOf(workspace.open('search.text', params, options));
}

/** Takes all parts of a search at once. */
export function takeAll(matches: TextMatch[]): HostStream<'search.text'> {
  return {
    send: async (part) => void matches.push(...part.matches),
    unsentBytes: 0,
    async *[Symbol.asyncIterator]() {},
  };
}

/** Searches by a service's own handler. */
export async function searchWith(
  service: StreamHandlers<'search.text'>,
  params: StreamParams<'search.text'>,
  caller: Caller,
  signal: AbortSignal,
): Promise<FoundText> {
  const matches: TextMatch[] = [];
  const parsed = workspaceStreams['search.text'].params.parse(params);
  const result = await service['search.text'](parsed, caller, signal, takeAll(matches));
  return { matches, ...result };
}
