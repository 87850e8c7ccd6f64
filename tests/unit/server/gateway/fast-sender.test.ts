import { expect, it, vi } from 'vitest';
import { socketDial } from '../../../../src/client/socket-dial.ts';
import { nodeEnvironment } from '../../../../src/main/machine/environment.ts';
import { decodeServerFrame, encodeFrame } from '../../../../src/shared/core/frames.ts';
import { newId } from '../../../../src/shared/core/ids.ts';
import { pack } from '../../../../src/shared/core/message-pack.ts';
import { Gateway } from './gateway-fixture.ts';

it('what is sent faster than it may be taken is not read, and all of it is handled in the end', async () => {
  const gateway = await Gateway.open();
  const session = (await gateway.server.find(gateway.session))!;
  const replica = newId(nodeEnvironment);
  const auth = { session: gateway.session, channel: 'session' } as const;
  const sender = await socketDial(`http://127.0.0.1:${gateway.guestPort}`, auth)();
  let pongs = 0;
  const closed = vi.fn();
  const { promise: welcomed, resolve } = Promise.withResolvers<void>();
  sender.onClose = closed;
  sender.onFrame = (bytes) => {
    const frame = decodeServerFrame(bytes);
    if (frame.t === 'welcome') resolve();
    if (frame.t === 'pong') pongs++;
  };
  sender.send(encodeFrame(gateway.hello({ replica })));
  await welcomed;
  const { transport } = [...session.connections].find((connection) => connection.replica === replica)!;
  const read = vi.spyOn(transport, 'read');
  const large = pack({ t: 'ping', filler: new Uint8Array(120_000) });
  for (let i = 0; i < 20; i++) sender.send(large);
  await vi.waitFor(() => expect(read).toHaveBeenCalledWith(false), 5_000);
  expect(pongs).toBeLessThan(20);
  await vi.waitFor(() => expect(pongs).toBe(20), 20_000);
  expect(read).toHaveBeenLastCalledWith(true);
  expect(closed).not.toHaveBeenCalled();
  sender.close();
}, 30_000);
