import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { enter, guestClient } from '../../lib/guest-client.ts';
import { hostOf } from '../main/host/host-fixture.ts';
import { temporaryFolder } from './command-fixture.ts';

/** A folder with one file that a host in the process of the test shares, and Ada, who is in its session. */
export async function sharedProject() {
  const base = temporaryFolder();
  const folder = join(base, 'project');
  mkdirSync(folder);
  writeFileSync(join(folder, 'a.txt'), 'one\n');
  const link = await (await hostOf(folder, join(base, 'home'))).share();
  const ada = guestClient(link, 'Ada');
  onTestFinished(() => ada.leave());
  await enter(ada);
  return { base, link, ada };
}
