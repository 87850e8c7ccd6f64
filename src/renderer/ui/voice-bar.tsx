import './voice-bar.css';
import { useEffect, useRef } from 'react';
import { lengthInWords } from '../../shared/text/length.ts';
import { Button, IconButton } from './button.tsx';
import { useLoudness } from './loudness.ts';
import { useStore } from './react-render.tsx';
import { mostVoiceMs, type VoiceRecorder, type VoiceRecording } from './voice-recorder.ts';

interface Props {
  recorder: VoiceRecorder;
  send: (recording: VoiceRecording) => void;
  /** Reason for which it cannot be sent now, in words; null where it can. */
  objection: () => string | null;
}

/** Shows what is being recorded: its length and loudness, pausing, giving up by Escape, and sending by Enter. */
export function VoiceBar({ recorder, send, objection }: Props) {
  const { is, lengthMs, problem } = useStore(recorder.store);
  const bar = useRef<HTMLFieldSetElement>(null);
  const isOn = is === 'recording' || is === 'paused';
  useEffect(() => {
    if (isOn) bar.current?.focus();
  }, [isOn]);
  // Nobody would see that it goes on.
  useEffect(() => () => recorder.pause(), [recorder]);
  if (is === 'idle')
    return problem === null ? null : (
      <div className="ensemble-voice" role="alert">
        <span className="ensemble-voice-words">{problem}</span>
        <IconButton icon="close" label="Put away" onClick={() => recorder.cancel()} />
      </div>
    );
  const finish = async () => {
    const why = objection();
    if (why !== null) return recorder.hold(why);
    const recording = await recorder.finish();
    if (recording) send(recording);
  };
  return (
    <fieldset
      ref={bar}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: keys for all of it, beside its buttons.
      tabIndex={0}
      className="ensemble-voice"
      aria-label="Voice message"
      onKeyDown={(event) => {
        const isOwn = event.target === bar.current;
        if (event.key === 'Escape') recorder.cancel();
        else if (isOwn && event.key === 'Enter') void finish();
        else if (isOwn && event.key === ' ') is === 'paused' ? recorder.goOn() : recorder.pause();
        else return;
        event.preventDefault();
        event.stopPropagation();
      }}
    >
      {is === 'asking' ? (
        <span className="ensemble-voice-words">The browser asks for your microphone…</span>
      ) : (
        <>
          <Loudness recorder={recorder} />
          <span className="ensemble-voice-words">
            <span role="timer" aria-label="Length of the voice message">
              {lengthInWords(lengthMs)}
            </span>
            {problem === null ? ` of ${lengthInWords(mostVoiceMs)}` : ` · ${problem}`}
            {is === 'paused' && problem === null && ' · paused'}
          </span>
          {is === 'recording' ? (
            <IconButton icon="debug-pause" label="Pause (Space)" onClick={() => recorder.pause()} />
          ) : (
            lengthMs < mostVoiceMs && <IconButton icon="record" label="Go on (Space)" onClick={() => recorder.goOn()} />
          )}
          <Button onClick={() => void finish()}>Send</Button>
        </>
      )}
      <IconButton icon="close" label="Cancel (Escape)" onClick={() => recorder.cancel()} />
    </fieldset>
  );
}

/** Bar that shows how loud it is. */
function Loudness({ recorder }: { recorder: VoiceRecorder }) {
  const bar = useLoudness(() => recorder.level());
  return (
    <meter ref={bar} className="ensemble-voice-loudness" aria-label="Loudness of your microphone" min={0} max={1} />
  );
}
