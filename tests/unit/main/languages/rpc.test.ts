import { describe, expect, it } from 'vitest';
import { Rpc } from '../../../../src/main/languages/process/rpc.ts';
import type { Environment } from '../../../../src/shared/core/environment.ts';

/** A connection whose server is the test, and whose time passes by hand. */
function stage() {
  const timers = new Map<object, () => void>();
  const sent: { id?: number; method?: string; params?: unknown }[] = [];
  let hung = 0;
  const environment = {
    setTimer: (run: () => void) => {
      const handle = {};
      timers.set(handle, run);
      return handle;
    },
    clearTimer: (handle: object) => void timers.delete(handle),
  } as unknown as Environment;
  const rpc = new Rpc({
    environment,
    send: (message) => void sent.push(message as { id: number }),
    onRequest: async () => null,
    onNotification: () => undefined,
    onHung: () => hung++,
  });
  const ask = () => rpc.request('textDocument/hover', {}).then(String, (failure: Error) => failure.message);
  const timeOut = () => {
    const [handle, run] = [...timers].at(-1)!;
    timers.delete(handle);
    run();
  };
  return { rpc, sent, ask, timeOut, hung: () => hung, timers };
}

const late = 'The language server took too long to answer.';

describe('Rpc with a server that hangs', () => {
  it('gives a question up in words, cancels it, and calls the third in a row a hang', async () => {
    const { ask, timeOut, sent, hung } = stage();
    for (let count = 1; count <= 3; count++) {
      const asked = ask();
      timeOut();
      expect(await asked).toBe(late);
      expect(sent.at(-1)).toMatchObject({ method: '$/cancelRequest', params: { id: count } });
      expect(hung()).toBe(count === 3 ? 1 : 0);
    }
  });

  it('begins to count anew with an answer, and passes over one that comes too late, or to no question', async () => {
    const { rpc, ask, timeOut, hung } = stage();
    for (let count = 0; count < 2; count++) {
      const asked = ask();
      timeOut();
      await asked;
    }
    const asked = ask();
    for (const id of [1, 99, 'x', null, {}]) rpc.receive({ jsonrpc: '2.0', id, result: 'late' });
    rpc.receive({ jsonrpc: '2.0', id: 3, result: 'here' });
    expect(await asked).toBe('here');
    const again = ask();
    timeOut();
    expect([await again, hung()]).toEqual([late, 0]);
  });

  it('has no more than so many questions under way, and fails all of them at its end', async () => {
    const { rpc, ask, timers } = stage();
    const asked = Array.from({ length: 500 }, ask);
    expect(await ask()).toContain('busy');
    rpc.close('It has ended.');
    expect(new Set(await Promise.all(asked))).toEqual(new Set(['It has ended.']));
    expect(timers.size).toBe(0);
  });
});
