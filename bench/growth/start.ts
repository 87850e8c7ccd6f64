import { SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { decodeServerFrame, encodeFrame } from '../../src/shared/core/frames.ts';
import { newId } from '../../src/shared/core/ids.ts';
import type { Transport } from '../../src/shared/transport.ts';
import { helloOf } from '../../tests/lib/hello.ts';
import { growthOwner, growthSession, type StartCost } from './messages.ts';

const joins = 20;

const cpuMs = (since: NodeJS.CpuUsage) => {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
};

/** The server's end of a newcomer's connection, which counts the bytes sent to it. */
class Newcomer implements Transport {
  onFrame: (frame: Uint8Array) => void = () => undefined;
  onClose: () => void = () => undefined;
  onDrain: () => void = () => undefined;
  readonly bufferedBytes = 0;
  keyframeBytes = 0;

  send(frame: Uint8Array): void {
    if (decodeServerFrame(frame).t === 'keyframe') this.keyframeBytes += frame.length;
  }

  close(): void {
    this.onClose();
  }
}

const [folder] = process.argv.slice(2);
const began = process.cpuUsage();
const server = SessionServer.open({ dataFolder: folder!, environment: nodeEnvironment, report: console.error });
const session = (await server.find(growthSession))!;
const openCpuMs = cpuMs(began);
const joining = process.cpuUsage();
let keyframeBytes = 0;
for (let i = 0; i < joins; i++) {
  const transport = new Newcomer();
  session.connect(transport, { is: 'owner', person: growthOwner });
  transport.onFrame(encodeFrame({ t: 'hello', hello: helloOf(newId(nodeEnvironment)) }));
  await session.settled();
  ({ keyframeBytes } = transport);
}
const cost: StartCost = { is: 'started', openCpuMs, joinCpuMs: cpuMs(joining) / joins, keyframeBytes };
process.send!(cost);
await server.close();
process.disconnect();
