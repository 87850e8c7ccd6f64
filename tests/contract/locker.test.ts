import { noLocker } from '../../src/client/locks/no-locker.ts';
import { SessionLocker } from '../../src/client/locks/session-locker.ts';
import { TeamLocker } from '../../src/client/locks/team-locker.ts';
import { diskLockFolder } from '../../src/main/locks/lock-folder.ts';
import type { Actor } from '../sim/cast.ts';
import { describeLocker } from './locker-contract.ts';
import { fileStage, MemoryLockFolder, SessionStage } from './locker-stages.ts';
import { temporaryFolder } from './temporary-folder.ts';

const teamLocker = ({ client, environment }: Actor) =>
  new TeamLocker({
    session: new SessionLocker(client),
    files: null,
    environment,
    isOnline: () => client.status.is === 'online',
    onConnection: (listener) => client.events.on('status', listener),
  });

describeLocker('no locks', async () => ({ ...fileStage(new MemoryLockFolder()), ann: noLocker, bob: noLocker }), false);
describeLocker('locks as files in memory', async () => fileStage(new MemoryLockFolder()));
describeLocker('locks as files on a disk', async () => fileStage(diskLockFolder(temporaryFolder())));
describeLocker('locks as files, through the host', async () => fileStage(new MemoryLockFolder(), true));
describeLocker('locks of the session', () => SessionStage.open());
describeLocker('locks of a team', () => SessionStage.open(teamLocker));
