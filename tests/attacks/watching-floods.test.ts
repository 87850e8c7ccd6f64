import { expect, it, vi } from 'vitest';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId, serverReplica } from '../../src/shared/core/ids.ts';
import { encodeBody } from '../../src/shared/session/table.ts';
import { replayViewer } from '../lib/replay-viewer.ts';
import { Gateway } from '../unit/server/gateway/gateway-fixture.ts';

const hourMs = 3_600_000;
const eventually: typeof vi.waitFor = (check) => vi.waitFor(check, { timeout: 20_000 });
const format = { encoding: 'utf8', bom: false, eol: 'lf', mixedEol: false } as const;

/** A gateway of a session with a recording that is over, in which so many files were opened. */
async function recorded(files = 0) {
  const gateway = await Gateway.open();
  const { host } = gateway;
  const recording = newId(nodeEnvironment);
  await host.publish('recording.started', { title: 'One' }, recording);
  const path = (index: number) => `some-folder/of-a-program-with-long-names/file-number-${index}.txt`;
  const opened = (index: number) => ({ term: 1, path: path(index), title: '', format, readOnly: false });
  await Promise.all(
    Array.from({ length: files }, (_, index) => host.publish('doc.opened', opened(index), newId(nodeEnvironment))),
  );
  await host.publish('recording.stopped', {}, recording);
  return { ...gateway, gateway, recording };
}

it('tells a viewer of a recording what is larger than a frame in parts', async () => {
  const { gateway, server, session, recording } = await recorded(1_500);
  const { secret } = await server.watched.share(session, recording, hourMs);
  const client = replayViewer(
    socketDial(`http://127.0.0.1:${gateway.guestPort}`, { session, channel: 'replay', link: secret } as never),
  );
  await client.start();
  await client.joined();
  await client.shown('seq', Number.MAX_SAFE_INTEGER);
  const { paths } = await client.request('search.files', { pattern: 'file', maxResults: 2_000 });
  expect(paths).toHaveLength(1_500);
  expect(client.status.is).toBe('online');
  client.abandon();
});

it('counts the questions of somebody with a link, however many come in one frame', async () => {
  const { gateway, server, session, recording } = await recorded();
  const { secret } = await server.watched.share(session, recording, hourMs);
  const raw = await gateway.raw({ channel: 'replay', link: secret });
  raw.send(gateway.hello());
  await eventually(() => expect(raw.frames.map(({ t }) => t)).toContain('rewound'));
  const entry = (id: number) => {
    const body = encodeBody('replay.moment', { id, params: {} } as never);
    return [0, 0, newId(nodeEnvironment), 0, 0, 'replay.moment', 1, null, serverReplica, body, null] as const;
  };
  const beganMs = performance.now();
  for (let frame = 0; frame < 20; frame++)
    raw.send({ t: 'entries', entries: Array.from({ length: 200 }, (_, id) => entry(frame * 200 + id + 1)) } as never);
  await eventually(() => expect(raw.frames.at(-1)).toMatchObject({ t: 'closed', code: 'too-fast' }));
  // The rate goes on while they are worked on: 200 a second.
  const most = 2_000 + (performance.now() - beganMs) / 5;
  expect(raw.frames.filter(({ t }) => t === 'direct').length).toBeLessThanOrEqual(most);
});

it('gives the places of those whose link has ended to others', async () => {
  const { gateway, server, session, recording } = await recorded();
  const { secret, expiresMs } = await server.watched.share(session, recording, 3_000);
  const watch = async (link: string) => {
    const raw = await gateway.raw({ channel: 'replay', link });
    raw.send(gateway.hello());
    await eventually(() => expect(raw.frames.length).toBeGreaterThan(0));
    return raw;
  };
  for (let count = 0; count < 25; count++) await watch(secret);
  await eventually(() => expect(Date.now()).toBeGreaterThan(expiresMs));
  const fresh = await server.watched.share(session, recording, hourMs);
  const honest = await watch(fresh.secret);
  await eventually(() => expect(honest.frames.map(({ t }) => t)).toContain('rewound'));
});
