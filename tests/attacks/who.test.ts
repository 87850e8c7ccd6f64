import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { serverReplica } from '../../src/shared/protocol/ids.ts';
import { AttackedHost } from './lib/attacked-host.ts';

let host: AttackedHost;
beforeAll(async () => {
  host = await AttackedHost.start();
});
afterEach(() => host.goesOn());
afterAll(() => host.close());

describe('a hello in the name of', () => {
  it('the server is turned down', async () => {
    const stranger = await host.stranger();
    const answer = await stranger.hello({ invite: host.invite, replica: serverReplica });
    expect(answer.t).toBe('closed');
  });
});
