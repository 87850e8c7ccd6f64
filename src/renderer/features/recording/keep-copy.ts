import { hasSession, readAddress } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import type { Opening } from './browse-files.ts';
import { chooseRecording } from './choose-recording.ts';

/** The way of a recording into this computer's own library, in windows of the host's own. */
export function keepingCopies({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  workbench.commands.register({
    id: 'ensemble.recording.keepCopy',
    title: 'Keep a Copy of a Recording…',
    category: 'Ensemble',
    menus: [{ id: 'file-menu', group: '2_ensemble', order: 10 }],
    run: () => keepCopy({ workbench, host }),
  });
}

/** Keeps a copy of the recording that this window shows, or of one that is chosen. */
async function keepCopy(opening: Opening): Promise<void> {
  const { workbench, host } = opening;
  const { notifications } = workbench;
  const recording = shownHere() ?? (await chooseRecording(opening, 'Keep a Copy of a Recording'))?.ref;
  if (recording === undefined) return;
  const run = async (report: (words: string) => void, signal: AbortSignal) => {
    const stream = host.open('library.keep', { recording }, { signal });
    stream.result.catch(() => undefined);
    for await (const { share } of stream) report(`${Math.floor(share * 100)} %`);
    await stream.result;
    return null;
  };
  // A rejection inside of it would go to the error log as well.
  const trouble = await notifications.withProgress(
    'Copying the recording',
    (report, signal) =>
      run(report, signal).catch((thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown)),
    { cancellable: true },
  );
  if (trouble !== null) return void notifications.show('error', `No copy of the recording was kept: ${trouble}`);
  const where = 'Open Recording… lists it on this computer in every folder, also once the session is gone.';
  await notifications.show('info', `A copy of the recording is kept on this computer. ${where}`);
}

/** Recording that this window shows, if it is one by itself: of the session, or an open file. */
function shownHere(): string | undefined {
  const address = readAddress(location);
  if (address.is !== 'replay') return undefined;
  return address.isFile ? address.session : (address.recording ?? undefined);
}
