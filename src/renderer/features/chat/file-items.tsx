import './files.css';
import { useEffect, useRef, useState } from 'react';
import type { ChatFile } from '../../../shared/capabilities/chat/message.ts';
import type { App } from '../../session/app.ts';
import { plainFileName, sizeInWords } from './attaching.ts';
import { mayBePicture, type PictureSize, type Pictures } from './pictures.ts';
import { VoiceItem } from './voice-item.tsx';

interface Props {
  app: App;
  pictures: Pictures;
  file: ChatFile;
}

/** Files of a message: small pictures, and rows that save a copy of all others. None is ever opened. */
export function FileItems({ app, pictures, files }: Omit<Props, 'file'> & { files: readonly ChatFile[] }) {
  return (
    <ul className="ensemble-chat-files" aria-label="Files">
      {files.map((file) => (
        <li key={`${file.hash} ${file.name}`}>
          {mayBePicture(file) && <Picture app={app} pictures={pictures} file={file} />}
          {file.lengthMs !== undefined && <VoiceItem app={app} file={file} lengthMs={file.lengthMs} />}
          <button
            type="button"
            className="ensemble-chat-snippet"
            aria-label={`Save ${file.name} as…`}
            title={`Save ${file.name} as…`}
            onClick={() => void save(app, file)}
          >
            <span className="codicon codicon-desktop-download" aria-hidden="true" />
            <bdi>{file.name}</bdi>
            <span className="ensemble-row-quiet">{sizeInWords(file.sizeBytes)}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}

/** Fetches a file and hands a copy to the person's machine: as bytes, whatever its name says. */
async function save({ workbench, client }: App, { hash, name, sizeBytes }: ChatFile): Promise<void> {
  const { blobs } = client.options;
  const asked = { place: 'notification', cancellable: true } as const;
  try {
    const bytes = await workbench.notifications.withProgress(
      `Fetching ${name}`,
      async (report, signal) =>
        blobs?.get(hash, {
          isFile: true,
          signal,
          onBytes: (received) => report(`${sizeInWords(received)} of ${sizeInWords(sizeBytes)}`),
        }),
      asked,
    );
    if (bytes) workbench.dialogs.download(plainFileName(name), bytes, 'application/octet-stream');
  } catch (thrown) {
    const words = (thrown as { code?: string }).code === 'not-found' ? 'It is not in the session any more.' : '';
    if ((thrown as { code?: string }).code === 'cancelled') return;
    void workbench.notifications.show('warning', `${name} could not be fetched. ${words || (thrown as Error).message}`);
  }
}

function Picture({ pictures, file }: Props) {
  const [isNear, setNear] = useState(false);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  const [isOpen, setOpen] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => {
    if (!place.current) return;
    const observer = new IntersectionObserver((seen) => {
      if (seen.some(({ isIntersecting }) => isIntersecting)) setNear(true);
    });
    observer.observe(place.current);
    return () => observer.disconnect();
  }, []);
  useBitmap(pictures, file, 'small', isNear, setPicture);
  return (
    <div ref={place}>
      {picture && (
        <button
          type="button"
          className="ensemble-chat-picture"
          aria-label={`Show ${file.name} large`}
          title={`Show ${file.name} large`}
          onClick={() => setOpen(true)}
        >
          <Drawn bitmap={picture} />
        </button>
      )}
      {isOpen && <LargePicture pictures={pictures} file={file} close={() => setOpen(false)} />}
    </div>
  );
}

function useBitmap(
  pictures: Pictures,
  file: ChatFile,
  size: PictureSize,
  isWanted: boolean,
  set: (bitmap: ImageBitmap | null) => void,
): void {
  useEffect(() => {
    if (!isWanted) return;
    let isGone = false;
    pictures.of(file, size).then(
      (bitmap) => !isGone && set(bitmap),
      () => undefined,
    );
    return () => {
      isGone = true;
    };
  }, [pictures, file, size, isWanted, set]);
}

/** A picture as pixels: nothing of its file reaches the page. */
function Drawn({ bitmap }: { bitmap: ImageBitmap }) {
  const canvas = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    if (canvas.current) canvas.current.getContext('2d')?.drawImage(bitmap, 0, 0);
  }, [bitmap]);
  return <canvas ref={canvas} width={bitmap.width} height={bitmap.height} />;
}

function LargePicture({ pictures, file, close }: { pictures: Pictures; file: ChatFile; close: () => void }) {
  const dialog = useRef<HTMLDialogElement>(null);
  const [picture, setPicture] = useState<ImageBitmap | null>(null);
  useBitmap(pictures, file, 'large', true, setPicture);
  useEffect(() => dialog.current?.showModal(), []);
  return (
    // biome-ignore lint/a11y/useKeyWithClickEvents: Escape closes a modal dialog by itself.
    <dialog ref={dialog} className="ensemble-chat-large" aria-label={file.name} onClose={close} onClick={close}>
      {picture && <Drawn bitmap={picture} />}
      <div dir="auto">{file.name}</div>
    </dialog>
  );
}
