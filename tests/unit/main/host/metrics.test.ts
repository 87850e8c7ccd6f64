import { expect, it } from 'vitest';
import { openFile } from '../../../../src/client/shared-file.ts';
import { guestOf, SharedFolder } from './host-fixture.ts';

async function ask(url: URL, token: string | null): Promise<{ status: number; text: string }> {
  const headers: Record<string, string> = token === null ? {} : { authorization: `Bearer ${token}` };
  const response = await fetch(`${url.origin}/metrics`, { headers });
  return { status: response.status, text: await response.text() };
}

/** Value of a metric by its name, with its labels. */
function metricIn(text: string, name: string): number {
  const line = text.split('\n').find((each) => each.startsWith(`${name} `));
  return Number(line?.slice(name.length));
}

it('entries, their delay and requests are counted, for the owner at the private address alone', async () => {
  const folder = new SharedFolder({ 'a.txt': 'seed\n' });
  const running = await folder.host();
  const link = await running.share();
  const url = new URL(running.host.url);
  const token = new URLSearchParams(url.hash.slice(1)).get('token')!;
  const before = (await ask(url, token)).text;
  const ada = await guestOf(link);
  const document = await openFile(ada, 'a.txt');
  document.edit([{ offset: 0, deleteLength: 0, insertText: 'typed' }]);
  await ada.settled();
  await expect(openFile(ada, 'gone.txt')).rejects.toMatchObject({ code: 'not-found' });

  const { status, text } = await ask(url, token);
  expect(status).toBe(200);
  const entries = metricIn(text, 'ensemble_entries_committed_total');
  expect(entries).toBeGreaterThan(metricIn(before, 'ensemble_entries_committed_total'));
  expect(metricIn(text, 'ensemble_fan_out_delay_ms_count')).toBe(entries);
  expect(metricIn(text, 'ensemble_fan_out_delay_ms_bucket{le="+Inf"}')).toBe(entries);
  expect(metricIn(text, 'ensemble_requests_served_total')).toBeGreaterThanOrEqual(2);
  expect(metricIn(text, 'ensemble_requests_failed_total')).toBeGreaterThanOrEqual(1);

  expect((await ask(url, null)).status).toBe(401);
  expect((await ask(url, `${token}x`)).status).toBe(401);
  const port = running.host.state.guestPort;
  expect((await ask(new URL(`http://127.0.0.1:${port}`), token)).status).toBe(404);
});
