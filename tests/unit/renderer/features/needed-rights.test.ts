import { expect, test, vi } from 'vitest';
import { calls } from '../../../../src/renderer/features/calls/calls.ts';
import { drawing } from '../../../../src/renderer/features/drawing/drawing.ts';
import { whiteboard } from '../../../../src/renderer/features/whiteboard/whiteboard.ts';
import type { App } from '../../../../src/renderer/session/app.ts';
import { session } from '../people/sample-session.ts';

/** Conditions of the commands that these features register, by id. */
function conditions(): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  const nothing = (): unknown =>
    new Proxy(() => undefined, { get: (_, name) => (name === 'then' ? undefined : nothing()), apply: () => nothing() });
  const commands = {
    register: ({ id, when }: { id: string; when?: string }) => {
      found[id] = when;
    },
  };
  const workbench = new Proxy(
    {},
    {
      get: (_, name) => (name === 'commands' ? commands : name === 'ready' ? new Promise(() => undefined) : nothing()),
    },
  );
  const view = { state: session([], {}), replica: 'a', events: { on: () => undefined } };
  const app = { workbench, session: view, client: view, recording: null } as unknown as App;
  vi.stubGlobal('addEventListener', () => undefined);
  for (const feature of [calls, drawing, whiteboard]) feature(app);
  vi.unstubAllGlobals();
  return found;
}

test('a command that needs a right is off for those without it; a call can always be left', () => {
  expect(conditions()).toMatchObject({
    'ensemble.drawOverCode': 'ensemble.canAnnotate',
    'ensemble.newWhiteboard': 'ensemble.canWriteFiles',
    'ensemble.call.join': 'ensemble.canCall',
    'ensemble.call.mute': 'ensemble.canCall',
    'ensemble.call.camera': 'ensemble.canCall',
    'ensemble.call.screen': 'ensemble.canCall',
    'ensemble.call.leave': undefined,
  });
});
