import { defineConfig } from '@playwright/test';
import { findBrowser } from './scripts/lib/browser.mjs';

const executablePath = findBrowser();
// A viewport as large as the screen makes the workbench believe it is in full screen, and hide its menu bar.
const viewport = { width: 1280, height: 800 };
const screen = { width: 1600, height: 1000 };

export default defineConfig({
  testDir: 'tests/e2e',
  outputDir: 'test-results',
  forbidOnly: Boolean(process.env.CI),
  // Each test starts hosts and pages of its own; more at once would only slow one another down on a small machine.
  workers: 1,
  timeout: 60_000,
  expect: { timeout: 10_000 },
  reporter: 'list',
  use: {
    viewport,
    screen,
    ignoreHTTPSErrors: true,
    // A trace takes nearly as long as the test itself. To have one: `--trace retain-on-failure`.
    trace: 'off',
    screenshot: 'only-on-failure',
    launchOptions: {
      ...(executablePath ? { executablePath } : {}),
      // Chromium's own sandbox does not run as root, as in most containers.
      chromiumSandbox: process.getuid?.() !== 0,
      args: ['--use-fake-ui-for-media-stream', '--use-fake-device-for-media-stream'],
    },
  },
  projects: [
    { name: 'smoke', testMatch: 'smoke/**/*.spec.ts' },
    { name: 'full', testMatch: '**/*.spec.ts', testIgnore: 'smoke/**' },
    { name: 'desktop', testDir: 'tests/desktop', testMatch: '**/*.spec.ts' },
    // The same scenarios on Electron's own program.
    { name: 'desktop-electron', testDir: 'tests/desktop', testMatch: '**/*.spec.ts' },
    { name: 'package', testDir: 'tests/packages', testMatch: 'this-system.spec.ts', timeout: 120_000 },
    { name: 'packages', testDir: 'tests/packages', testMatch: 'every-target.spec.ts', timeout: 120_000 },
  ],
});
