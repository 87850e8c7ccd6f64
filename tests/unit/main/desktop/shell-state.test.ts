import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test, vi } from 'vitest';
import { menuTemplate } from '../../../../src/main/desktop/menu.ts';
import { SettingsFile, withRecent } from '../../../../src/main/desktop/settings.ts';
import { placeWindow } from '../../../../src/main/desktop/window-bounds.ts';

const screen = { x: 0, y: 0, width: 1600, height: 900 };

test('a window opens where it was, unless that is off every screen', () => {
  const saved = { x: 100, y: 50, width: 800, height: 600 };
  expect(placeWindow(saved, [screen])).toEqual(saved);
  expect(placeWindow({ ...saved, x: 1590 }, [screen])).toEqual({ width: 1280, height: 820 });
  expect(placeWindow({ ...saved, y: -200 }, [screen])).toEqual({ width: 1280, height: 820 });
  expect(placeWindow(undefined, [{ ...screen, width: 1024, height: 768 }])).toEqual({ width: 1024, height: 768 });
});

test('settings outlive a start, and a broken file is as good as none', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'deep', 'shell.json');
  new SettingsFile(path).update((settings) => {
    settings.recentFolders = withRecent(['/b', '/a'], '/a');
  });
  expect(new SettingsFile(path).current.recentFolders).toEqual(['/a', '/b']);
  writeFileSync(path, '{"recentFolders": 3, "bounds": {"x": {"x": "far"}}, "background": "url(x)"}');
  expect(new SettingsFile(path).current).toEqual({
    bounds: {},
    ports: {},
    recentFolders: [],
    openFolders: [],
    openSessions: [],
    secrets: {},
    knownHosts: {},
    permissions: {},
    background: null,
  });
  writeFileSync(path, '{');
  expect(new SettingsFile(path).current.recentFolders).toEqual([]);
});

test('a broken entry of the settings takes no other with it', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'shell.json');
  const place = { x: 1, y: 2, width: 800, height: 600, maximized: true };
  const settings = {
    bounds: { '/a': { x: 'far' }, '/b': place },
    ports: { '/a': -1, '/b': 4000 },
    recentFolders: ['/a', 7, '/b'],
    permissions: { 'host:1': ['camera', 3], 'host:2': 'all' },
  };
  writeFileSync(path, JSON.stringify(settings));
  const { bounds, ports, recentFolders, permissions } = new SettingsFile(path).current;
  expect({ bounds, ports, recentFolders, permissions }).toEqual({
    bounds: { '/b': place },
    ports: { '/b': 4000 },
    recentFolders: ['/a', '/b'],
    permissions: { 'host:1': ['camera'], 'host:2': [] },
  });
});

test('settings that cannot be written say so once, and are used as they are', () => {
  const folder = mkdtempSync(join(tmpdir(), 'ensemble-settings-'));
  onTestFinished(() => rmSync(folder, { recursive: true }));
  writeFileSync(join(folder, 'file'), '');
  const onUnwritable = vi.fn();
  const settings = new SettingsFile(join(folder, 'file', 'shell.json'), onUnwritable);
  for (const each of ['/a', '/b']) settings.update((all) => all.recentFolders.push(each));
  expect(settings.current.recentFolders).toEqual(['/a', '/b']);
  expect(onUnwritable).toHaveBeenCalledTimes(1);
});

test('a window that lies exactly on another moves aside, and none is larger than its screen', () => {
  const saved = { x: 100, y: 50, width: 800, height: 600 };
  expect(placeWindow(saved, [screen], [{ x: 100, y: 50 }])).toEqual({ ...saved, x: 128, y: 78 });
  expect(placeWindow({ ...saved, width: 4000 }, [screen])).toEqual({ ...saved, width: 1600 });
});

test('a Mac’s menu runs the workbench’s commands, and has what every app has', () => {
  const actions = {
    run: vi.fn(),
    newWindow: vi.fn(),
    chooseFolder: vi.fn(),
    openFolder: vi.fn(),
    clearRecent: vi.fn(),
    openLogs: vi.fn(),
    restartToUpdate: null,
  };
  const menu = menuTemplate(actions, ['/home/ada/boats']);
  const menus = ['Ensemble', 'File', 'Edit', 'View', 'Go', 'windowMenu', 'Help'];
  expect(menu.map(({ label, role }) => label ?? role)).toEqual(menus);
  const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  const click = (label: string) => items.find((item) => item.label === label)?.click?.(null!, undefined, null!);
  click('Save');
  click('Open Folder…');
  click('New Window');
  expect(actions.run).toHaveBeenCalledWith('workbench.action.files.save');
  expect(actions.chooseFolder).toHaveBeenCalled();
  expect(actions.newWindow).toHaveBeenCalled();
  const keys = items.flatMap(({ accelerator }) => accelerator ?? []);
  expect(new Set(keys).size).toBe(keys.length);
});
