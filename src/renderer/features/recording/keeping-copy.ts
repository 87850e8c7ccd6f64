import { readAddress } from '../../session/address.ts';
import type { Opening } from './browse-files.ts';
import { chooseRecording } from './choose-recording.ts';

/** Keeps a copy of the recording that this window shows, or of one that is chosen. */
export async function keepCopy(opening: Opening): Promise<void> {
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
