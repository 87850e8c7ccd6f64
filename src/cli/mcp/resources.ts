import { type McpServer, ResourceNotFoundError, ResourceTemplate } from '@modelcontextprotocol/server';
import { participantsOf } from '../../shared/capabilities/people/known-participants.ts';
import { EnsembleError } from '../../shared/core/errors.ts';
import type { AgentSession } from './agent-session.ts';
import type { CallLimit } from './call-limit.ts';
import { toldTask } from './task-tools.ts';
import { pathIn } from './tool.ts';

/** Most files that are listed: those that the session has open. */
const mostListed = 500;
const peopleUri = 'ensemble://people';
const tasksUri = 'ensemble://tasks';
const taskUri = (id: string) => `${tasksUri}/${encodeURIComponent(id)}`;
const fileUri = (path: string) => `ensemble://files/${path.split('/').map(encodeURIComponent).join('/')}`;

const json = 'application/json';

/** Adds the resources: the people of the session, its tasks, and the texts of its files. */
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
    (uri, { path }) =>
      read(uri, limit, 'text/plain', async () => (await session.read(pathIn(decodeURIComponent(String(path))))).text),
  );
  addTasks(server, session, limit);
}

function addTasks(server: McpServer, session: AgentSession, limit: CallLimit): void {
  const seen = async () => {
    const { tasks, left } = await session.tasks.list();
    const told = tasks.slice(0, mostListed).flatMap((each) => (each.task ? toldTask(session, each) : []));
    const more = left + Math.max(0, tasks.length - mostListed);
    return JSON.stringify({ tasks: told, ...(more > 0 ? { unlistedFiles: more } : {}) });
  };
  const description = 'Each with its fields and who has it now; what is to be done is the text of its file.';
  server.registerResource('tasks', tasksUri, { title: 'Tasks of the folder', description, mimeType: json }, (uri) =>
    read(uri, limit, json, seen),
  );
  server.registerResource(
    'task',
    new ResourceTemplate(`${tasksUri}/{id}`, { list: undefined }),
    { title: 'A task, by its id', mimeType: json },
    (uri, { id }) =>
      read(uri, limit, json, async () => {
        const { task } = await session.tasks.named(decodeURIComponent(String(id)));
        return JSON.stringify(toldTask(session, task));
      }),
  );
}

/** Reads a resource; what the session refuses is told in its words. */
async function read(uri: URL, limit: CallLimit, mimeType: string, textOf: () => Promise<string>) {
  try {
    limit.mustTake();
    return { contents: [{ uri: uri.href, mimeType, text: await textOf() }] };
  } catch (thrown) {
    if (thrown instanceof EnsembleError) throw new ResourceNotFoundError(uri.href, thrown.message);
    throw thrown;
  }
}

/** Notices of changed resources. */
export interface ResourceNotices {
  listChanged(): void;
  updated(uri: string): void;
}

/** Time in which changes of one resource are told as one: people type several keys a second. */
const pauseMs = 300;

/**
 * Tells of people who come and go, files that are opened, and texts and tasks that change. Returns a function that
 * stops it.
 */
export function watchResources({ client, tasks }: AgentSession, notices: ResourceNotices): () => void {
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
  const stopTasks = tasks.onChange((ids) => {
    for (const uri of [tasksUri, ...ids.map(taskUri)]) changed.add(uri);
    soon();
  });
  return () => {
    stopTasks();
    stopState();
    stopEntries();
    if (timer !== null) environment.clearTimer(timer as never);
  };
}
