import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { participantsOf } from '../../shared/capabilities/people/known-participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import type { CallLimit } from './call-limit.ts';
import { pathIn } from './tool.ts';

/** Most files that are listed: those that the session has open. */
const mostListed = 500;
const peopleUri = 'ensemble://people';
const fileUri = (path: string) => `ensemble://files/${path.split('/').map(encodeURIComponent).join('/')}`;

const json = 'application/json';

/** Adds the resources: the people of the session, and the texts of its files. */
export function addResources(server: McpServer, session: AgentSession, limit: CallLimit): void {
  const { client } = session;
  server.registerResource('people', peopleUri, { title: 'People and agents of the session', mimeType: json }, (uri) => {
    const people = participantsOf(client.state, client.person, client.nowMs())
      .filter(({ status }) => status === 'here')
      .map(({ name, type, role }) => ({ name, type, role }));
    return { contents: [{ uri: uri.href, mimeType: json, text: JSON.stringify(people) }] };
  });
  const list = () => {
    const paths = Object.values(client.state.documents).flatMap(({ path, deleted }) => (path && !deleted ? path : []));
    return { resources: paths.slice(0, mostListed).map((path) => ({ uri: fileUri(path), name: path })) };
  };
  server.registerResource(
    'file',
    new ResourceTemplate('ensemble://files/{+path}', { list }),
    { title: 'Live text of a file', description: 'Those that somebody has open are listed; any can be read.' },
    async (uri, { path }) => {
      try {
        limit.mustTake();
        const { text } = await session.read(pathIn(decodeURIComponent(String(path))));
        return { contents: [{ uri: uri.href, mimeType: 'text/plain', text }] };
      } catch (thrown) {
        if (thrown instanceof EnsembleError) throw new ResourceNotFoundError(uri.href, thrown.message);
        throw thrown;
      }
    },
  );
}

/** Notices of changed resources. */
export interface ResourceNotices {
  listChanged(): void;
  updated(uri: string): void;
}

/** Time in which changes of one resource are told as one: people type several keys a second. */
const pauseMs = 300;

/** Tells of people who come and go, files that are opened, and texts that change. Returns a function that stops it. */
export function watchResources({ client }: AgentSession, notices: ResourceNotices): () => void {
  const { environment } = client.options;
  const changed = new Set<string>();
  let isListChanged = false;
  let timer: unknown = null;
  const tell = () => {
    timer = null;
    if (isListChanged) notices.listChanged();
    for (const uri of changed) notices.updated(uri);
    changed.clear();
    isListChanged = false;
  };
  const soon = () => {
    timer ??= environment.setTimer(tell, pauseMs);
  };
  let { participants, replicas, documents } = client.state;
  const stopState = client.events.on('state', (state) => {
    if (state.participants !== participants || state.replicas !== replicas) changed.add(peopleUri);
    if (Object.keys(state.documents).length !== Object.keys(documents).length) isListChanged = true;
    ({ participants, replicas, documents } = state);
    if (changed.size > 0 || isListChanged) soon();
  });
  const stopEntries = client.events.on('entry', ({ kind, ref }) => {
    const path = ref === null ? null : client.state.documents[ref]?.path;
    if (kind !== 'doc.updated' || !path) return;
    changed.add(fileUri(path));
    soon();
  });
  return () => {
    stopState();
    stopEntries();
    if (timer !== null) environment.clearTimer(timer as never);
  };
}
