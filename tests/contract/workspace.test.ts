import { onTestFinished } from 'vitest';
import { DirectWorkspace } from '../../src/client/direct-workspace.ts';
import { HttpBlobs } from '../../src/client/http-blobs.ts';
import { socketDial } from '../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { guestOf, SharedFolder } from '../unit/main/host/host-fixture.ts';
import { describeWorkspace } from './workspace-contract.ts';

describeWorkspace("the host's own window, over its direct connection", async (files) => {
  const folder = new SharedFolder(files);
  const { origin, hash } = new URL((await folder.host()).host.url);
  const fragment = new URLSearchParams(hash.slice(1));
  const [session, token, person] = ['session', 'token', 'person'].map((name) => fragment.get(name)!) as [
    string,
    string,
    string,
  ];
  const blobs = new HttpBlobs(`${origin}/blobs/${session}`, token, fetch);
  const dial = socketDial(origin, { session, channel: 'workspace', token, person });
  const opened: Transport[] = [];
  onTestFinished(() => {
    for (const transport of opened) transport.close();
  });
  const noted = async () => {
    const transport = await dial();
    opened.push(transport);
    return transport;
  };
  const cut = async () => opened.at(-1)?.close();
  return { workspace: new DirectWorkspace(noted, blobs, newId(nodeEnvironment)), folder, cut };
});

describeWorkspace('a guest, through the session', async (files) => {
  const folder = new SharedFolder(files);
  const workspace = await guestOf(await (await folder.host()).share());
  const cut = async () => {
    workspace.redial();
    await workspace.joined();
  };
  return { workspace, folder, cut };
});
