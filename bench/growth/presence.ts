import { MemoryLog } from '../../server/log/memory-log.ts';
import { MemoryAccessStore } from '../../server/session/access.ts';
import { Session } from '../../server/session/session.ts';
import { nodeEnvironment } from '../../src/main/machine/environment.ts';
import { newId } from '../../src/shared/core/ids.ts';
import { encodeBody } from '../../src/shared/session/table.ts';
import type { PresenceCost } from './messages.ts';

const entries = 3_000;
const joinsAtOnce = 250;

const past = Number(process.argv[2]);
const log = new MemoryLog(Date.now);
const session = await Session.open({ id: 's', log, access: new MemoryAccessStore(), environment: nodeEnvironment });
const person = newId(nodeEnvironment);
const join = (replica: string) =>
  session.write('participant.joined', { person, name: 'Somebody', role: 'editor', replica, purpose: 'window' });

for (let i = 0; i < past; i++) {
  const replica = newId(nodeEnvironment);
  join(replica);
  session.write('participant.left', { person, replica, forget: true });
  if (i % joinsAtOnce === 0) await session.settled();
}
const replica = newId(nodeEnvironment);
join(replica);
await session.settled();

const measure = async () => {
  const began = process.cpuUsage();
  for (let i = 0; i < entries; i++) {
    const body = encodeBody('presence.focused', { line: i + 1, path: null });
    const entry = { seq: 0, at: 0, by: replica, n: 0, ageMs: 0, kind: 'presence.focused', v: 1, ref: null, to: null };
    session.enqueue({ ...entry, body, blob: null });
    if (i % 10 === 0) await session.settled();
  }
  await session.settled();
  const { user, system } = process.cpuUsage(began);
  return (user + system) / entries;
};
const passes: number[] = [];
for (let i = 0; i < 5; i++) passes.push(await measure());
// The least: any more in a pass went to the collection of earlier garbage.
const cost: PresenceCost = { is: 'measured', cpuUsPerEntry: Math.min(...passes) };
process.send!(cost);
session.close();
process.disconnect();
