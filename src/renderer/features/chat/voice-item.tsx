import { useEffect, useRef, useState } from 'react';
import type { ChatFile } from '../../../shared/capabilities/chat/message.ts';
import { lengthInWords } from '../../../shared/text/length.ts';
import type { App } from '../../session/app.ts';
import { soundTypeOf } from './sound-header.ts';

/** Size of a recording that is played: five minutes have a fifth of it. */
const mostBytes = 8 * 1024 * 1024;

interface Props {
  app: App;
  file: ChatFile;
  lengthMs: number;
}

/** A voice message: it is fetched when somebody wants to hear it, and played by the browser's own controls. */
export function VoiceItem({ app, file, lengthMs }: Props) {
  const [address, setAddress] = useState<string | null>(null);
  const [state, setState] = useState<'here' | 'coming' | string>('here');
  const player = useRef<HTMLAudioElement>(null);
  useEffect(() => {
    if (address === null) return;
    // Somebody has pressed Play: it was only not here then.
    player.current?.focus();
    void player.current?.play().catch(() => undefined);
    return () => URL.revokeObjectURL(address);
  }, [address]);
  const fetch = async () => {
    setState('coming');
    try {
      const bytes =
        file.sizeBytes > mostBytes ? null : await app.client.options.blobs?.get(file.hash, { isFile: true });
      const type = bytes ? soundTypeOf(bytes) : null;
      if (!bytes || type === null) return setState('This is no sound that can be played here. You can save it.');
      setAddress(URL.createObjectURL(new Blob([new Uint8Array(bytes)], { type })));
    } catch (thrown) {
      const isGone = (thrown as { code?: string }).code === 'not-found';
      setState(isGone ? 'It is not in the session any more.' : `It could not be fetched. ${(thrown as Error).message}`);
    }
  };
  const words = `Voice message, ${lengthInWords(lengthMs)}`;
  return (
    <div className="ensemble-chat-voice">
      {address === null ? (
        <>
          <button
            type="button"
            className="ensemble-chat-snippet"
            aria-label={`Play voice message, ${lengthInWords(lengthMs)}`}
            disabled={state === 'coming'}
            onClick={() => void fetch()}
          >
            <span className="codicon codicon-play" aria-hidden="true" />
            {words}
          </button>
          {state !== 'here' && (
            <div className="ensemble-row-quiet" role="status">
              {state === 'coming' ? 'Fetching…' : state}
            </div>
          )}
        </>
      ) : (
        <>
          <span className="ensemble-row-quiet">{words}</span>
          {/* biome-ignore lint/a11y/useMediaCaption: nobody has written down what was said. */}
          <audio
            ref={player}
            controls
            preload="none"
            src={address}
            aria-label={words}
            onError={() => {
              setAddress(null);
              setState('This is no sound that can be played here. You can save it.');
            }}
          />
        </>
      )}
    </div>
  );
}
