import { afterEach, expect, test, vi } from 'vitest';
import { desktop } from '../../../../src/renderer/features/desktop/desktop.ts';
import type { App } from '../../../../src/renderer/session/app.ts';
import type { Command } from '../../../../src/renderer/workbench/index.ts';
import type { DesktopBridge } from '../../../../src/shared/desktop/channels.ts';

afterEach(() => void Reflect.deleteProperty(globalThis, 'ensembleDesktop'));

/** A page in a window of the app, with what it registered and did. */
async function pageIn(platform: string, options: { guest?: boolean; updateReady?: boolean } = {}) {
  const commands = new Map<string, Command>();
  const acts: string[] = [];
  const calls: string[] = [];
  const context = new Map<string, unknown>();
  let tell: (id: string, argument?: string) => void = () => undefined;
  const call = async (name: string) => {
    calls.push(name);
    return name === 'update.isReady' ? options.updateReady === true : name === 'command.install' ? 'It is done.' : [];
  };
  const bridge: DesktopBridge = {
    platform,
    act: (act) => void acts.push(act),
    onCommand(run) {
      tell = run;
      return () => undefined;
    },
    ...(options.guest ? {} : { call: call as NonNullable<DesktopBridge['call']> }),
  };
  Reflect.set(globalThis, 'ensembleDesktop', bridge);
  const execute = vi.fn(async () => undefined);
  const reveal = vi.fn(async () => true);
  const show = vi.fn(async () => undefined);
  const workbench = {
    ready: Promise.resolve(),
    commands: { register: (command: Command) => commands.set(command.id, command), execute },
    editors: { reveal },
    notifications: { show },
    context: { set: (key: string, value: unknown) => context.set(key, value) },
  };
  desktop({ workbench } as unknown as App);
  await vi.waitFor(() => expect(context.has('ensemble.updateReady')).toBe(true), { timeout: 20_000 });
  const run = async (id: string) => await commands.get(id)?.run();
  return {
    commands,
    acts,
    calls,
    context,
    execute,
    reveal,
    show,
    run,
    tell: (id: string, what?: string) => tell(id, what),
  };
}

test('in a browser nothing is added', () => {
  const register = vi.fn();
  desktop({ workbench: { commands: { register } } } as unknown as App);
  expect(register).not.toHaveBeenCalled();
});

test('the page’s menus have what belongs to a window and to the app, each with what it does', async () => {
  const page = await pageIn('linux');
  const inMenus = [...page.commands.values()].filter(({ menus }) => menus).map(({ title }) => title);
  expect(inMenus).toEqual([
    ...['Close Window', 'Reload', 'Zoom In', 'Zoom Out', 'Reset Zoom', 'Toggle Developer Tools'],
    ...['New Window', 'Open Recent…', 'Open Logs', 'Restart to Update', 'Quit'],
  ]);
  for (const name of ['closeWindow', 'reload', 'zoomIn', 'zoomOut', 'zoomReset', 'toggleDeveloperTools'])
    await page.run(`ensemble.${name}`);
  expect(page.acts).toEqual(['close', 'reload', 'zoom-in', 'zoom-out', 'zoom-reset', 'developer-tools']);
  for (const name of ['newWindow', 'openLogs', 'restartToUpdate', 'quit']) await page.run(`ensemble.${name}`);
  expect(page.calls).toEqual(['update.isReady', 'window.new', 'logs.open', 'update.restart', 'app.quit']);
  await page.run('ensemble.installCommand');
  expect(page.show).toHaveBeenCalledWith('info', 'It is done.');
});

test('on a Mac the native menu has them, and their keys', async () => {
  const { commands } = await pageIn('darwin');
  expect(commands.size).toBeGreaterThan(0);
  for (const { menus, keybinding } of commands.values()) expect([menus, keybinding]).toEqual([undefined, undefined]);
});

test('a page of somebody else’s host may only touch its own window', async () => {
  const { commands } = await pageIn('linux', { guest: true });
  expect([...commands.keys()]).toEqual([
    ...['ensemble.closeWindow', 'ensemble.reload', 'ensemble.zoomIn', 'ensemble.zoomOut', 'ensemble.zoomReset'],
    'ensemble.toggleDeveloperTools',
  ]);
});

test('what the native menu and the system want is carried out', async () => {
  const { tell, execute, reveal, context } = await pageIn('darwin');
  tell('workbench.action.files.save');
  tell('ensemble.openFile', 'src/fleet.ts');
  await vi.waitFor(() => expect(reveal).toHaveBeenCalledWith('src/fleet.ts', 1), { timeout: 20_000 });
  expect(execute).toHaveBeenCalledExactlyOnceWith('workbench.action.files.save');
  expect(context.get('ensemble.updateReady')).toBe(false);
  tell('ensemble.updateReady');
  expect(context.get('ensemble.updateReady')).toBe(true);
  expect((await pageIn('linux', { updateReady: true })).context.get('ensemble.updateReady')).toBe(true);
});
