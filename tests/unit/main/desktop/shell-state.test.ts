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
  writeFileSync(path, '{"recentFolders": 3, "bounds": {"x": {"x": "far"}}}');
  expect(new SettingsFile(path).current).toEqual({ bounds: {}, ports: {}, recentFolders: [], secrets: {} });
  writeFileSync(path, '{');
  expect(new SettingsFile(path).current.recentFolders).toEqual([]);
});

test('the menu runs the workbench’s commands and leaves it their keys', () => {
  const actions = { run: vi.fn(), chooseFolder: vi.fn(), openFolder: vi.fn() };
  const menu = menuTemplate(actions, ['/home/ada/boats'], 'linux');
  expect(menu.map(({ label, role }) => label ?? role)).toEqual(['&File', '&Edit', '&View', '&Go', 'help']);
  const items = menu.flatMap(({ submenu }) => (Array.isArray(submenu) ? submenu : []));
  expect(items.every(({ accelerator, registerAccelerator }) => !accelerator || registerAccelerator === false)).toBe(
    true,
  );
  const click = (label: string) => items.find((item) => item.label === label)?.click?.(null!, undefined, null!);
  click('Save');
  click('Open Folder…');
  expect(actions.run).toHaveBeenCalledWith('workbench.action.files.save');
  expect(actions.chooseFolder).toHaveBeenCalled();
  expect(menuTemplate(actions, [], 'darwin')[0]).toEqual({ role: 'appMenu' });
});
