import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from '@playwright/test';
import { makeCertificate, SessionServer } from '../../server/server.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';

/** Says in the page's title what became of a socket to its own door, and of one to another. */
const script = `
  const notes = [];
  const note = (text) => { notes.push(text); document.title = notes.sort().join(', '); };
  document.addEventListener('securitypolicyviolation', ({ blockedURI }) => note('blocked ' + new URL(blockedURI).port));
  const own = location.origin.replace('http', 'ws') + '/socket.io/?EIO=4&transport=websocket';
  new WebSocket(own).onopen = () => note('open');
  try { new WebSocket(new URL('ws://127.0.0.1:9/')); } catch { note('thrown'); }
`;

for (const isSecure of [false, true]) {
  test(`a page ${isSecure ? 'over https' : 'over http'} reaches its own door by WebSocket under its policy, and no other`, async ({
    page,
  }) => {
    const folder = mkdtempSync(join(tmpdir(), 'ensemble-policy-'));
    writeFileSync(join(folder, 'index.html'), '<!doctype html><script src="/page.js"></script>');
    writeFileSync(join(folder, 'page.js'), script);
    const server = SessionServer.open({
      dataFolder: join(folder, 'data'),
      environment: nodeEnvironment,
      report: () => undefined,
    });
    try {
      const { port } = await server.listen({
        address: '127.0.0.1',
        port: 0,
        tls: isSecure ? await makeCertificate(['127.0.0.1']) : null,
        ownerToken: null,
        guests: true,
        hostNames: ['127.0.0.1'],
        pages: folder,
        onWorkspace: null,
      });
      await page.goto(`${isSecure ? 'https' : 'http'}://127.0.0.1:${port}/`);
      await expect(page).toHaveTitle(/blocked 9.*open/);
    } finally {
      await page.close();
      await server.close();
      rmSync(folder, { recursive: true, force: true });
    }
  });
}
