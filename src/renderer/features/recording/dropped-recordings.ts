import { hasSession } from '../../session/address.ts';
import type { App } from '../../session/app.ts';
import { reactRender } from '../../ui/react-render.tsx';
import type { Opening } from './browse-files.ts';
import { openRecordingFile } from './open-recording.ts';
import { RecordingPane } from './recording-pane.tsx';

/** Bytes of a file in one part. */
const partBytes = 32 * 1024;
export const ending = '.ensemble';

/** Recordings' files that are dropped onto a window of the host's own, or opened in its folder, are shown in the player. */
export function droppedRecordings({ workbench, ownHost: host }: App): void {
  if (host === null || !hasSession(location.hash)) return;
  const opening = { workbench, host };
  takeDrops(opening);
  const watch = (path: string) => void openRecordingFile(opening, path);
  void workbench.ready.then(() =>
    workbench.panes.showFiles(ending, {
      title: 'Recording',
      icon: 'device-camera-video',
      paneOf: (path) => reactRender(() => RecordingPane({ path, watch: () => watch(path) })),
      onKept: watch,
    }),
  );
}

const isRecording = ({ name }: File) => name.toLowerCase().endsWith(ending);

/** Takes drops of recordings alone before the workbench does; every other drop is the workbench's. */
function takeDrops(opening: Opening): void {
  addEventListener(
    'dragover',
    (event) => {
      // Without this a file that is dropped where the workbench takes none replaces the page.
      if (event.dataTransfer?.types.includes('Files')) event.preventDefault();
    },
    true,
  );
  addEventListener(
    'drop',
    (event) => {
      const files = [...(event.dataTransfer?.files ?? [])];
      const [file] = files;
      if (!file || !files.every(isRecording)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      // The workbench takes its own signs of a drop away.
      event.target?.dispatchEvent(new DragEvent('dragleave', { bubbles: true }));
      event.target?.dispatchEvent(new DragEvent('dragend', { bubbles: true }));
      void openDropped(opening, file);
    },
    true,
  );
}

/** Hands a dropped file over to the host, and opens it there. */
async function openDropped(opening: Opening, file: File): Promise<void> {
  const { workbench, host } = opening;
  const hand = async (report: (words: string) => void, signal: AbortSignal) => {
    const stream = host.open('library.take', { name: file.name.slice(0, 300) }, { signal });
    const result = stream.result.catch((thrown: unknown) => Promise.reject(thrown));
    result.catch(() => undefined);
    for (let at = 0; at === 0 || at < file.size; at += partBytes) {
      report(`${Math.floor((100 * at) / Math.max(1, file.size))} %`);
      const content = new Uint8Array(await file.slice(at, at + partBytes).arrayBuffer());
      // The host's own reason, where it has ended this meanwhile.
      await Promise.race([stream.send({ content, isLast: at + partBytes >= file.size }), result]);
    }
    return (await result).path;
  };
  // A rejection inside of it would go to the error log as well.
  const taken = await workbench.notifications.withProgress(
    `Opening ${file.name}`,
    (report, signal) =>
      hand(report, signal).then(
        (path) => ({ path }),
        (thrown: unknown) => String((thrown as Error | undefined)?.message ?? thrown),
      ),
    { cancellable: true },
  );
  if (typeof taken === 'string')
    return void workbench.notifications.show('error', `${file.name} was not opened: ${taken}`);
  await openRecordingFile(opening, taken.path);
}
