import { useEffect, useState } from 'react';
import { useLoudness } from '../../ui/loudness.ts';
import { useStore } from '../../ui/react-render.tsx';
import type { CallModel } from './call-model.ts';
import { listDevices } from './local-media.ts';

const sorts = [
  { kind: 'audioinput', key: 'microphone', label: 'Microphone' },
  { kind: 'videoinput', key: 'camera', label: 'Camera' },
  { kind: 'audiooutput', key: 'speaker', label: 'Speaker' },
] as const;

/** Choice of the devices of a call. Browsers name them once one of them is allowed. */
export function Devices({ model }: { model: CallModel }) {
  const { choice, hasMicrophone, camera, suppression } = useStore(model.store);
  const [devices, setDevices] = useState<readonly MediaDeviceInfo[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: names of devices come with the first that is open
  useEffect(() => {
    const look = () => void listDevices().then(setDevices, () => undefined);
    look();
    const { mediaDevices } = navigator as { mediaDevices?: MediaDevices };
    mediaDevices?.addEventListener('devicechange', look);
    return () => mediaDevices?.removeEventListener('devicechange', look);
  }, [hasMicrophone, camera]);
  return (
    <div className="ensemble-call-devices">
      {sorts.map(({ kind, key, label }) => {
        const all = devices.filter((each) => each.kind === kind && each.deviceId !== 'default');
        // Only some browsers let a page choose the speaker; the others list none.
        if (kind === 'audiooutput' && all.length === 0) return null;
        return (
          <label key={key}>
            <span>{label}</span>
            <select
              aria-label={label}
              value={all.some(({ deviceId }) => deviceId === choice[key]) ? (choice[key] ?? '') : ''}
              onChange={({ target }) => void model.choose({ [key]: target.value === '' ? null : target.value })}
            >
              <option value="">As the system says</option>
              {all.map(({ deviceId, label: name }, at) => (
                <option key={deviceId} value={deviceId}>
                  {name || `${label} ${at + 1}`}
                </option>
              ))}
            </select>
          </label>
        );
      })}
      <label className="ensemble-call-check">
        <input
          type="checkbox"
          checked={choice.suppressesNoise}
          onChange={({ target }) => void model.choose({ suppressesNoise: target.checked })}
        />
        <span>Suppress noise</span>
      </label>
      {suppression === 'browser' && (
        <p className="ensemble-call-hint">
          This browser does not run the suppressor of noise that Ensemble brings, and suppresses noise by its own means
          alone: these take less away.
        </p>
      )}
    </div>
  );
}

/** Bars that show how loud the own microphone is, before noise is taken away and after. */
export function LevelMeters({ model }: { model: CallModel }) {
  const { suppression } = useStore(model.store);
  return (
    <div className="ensemble-call-meters">
      <LevelMeter label="Your microphone" level={() => model.levels().before} />
      {suppression === 'here' && <LevelMeter label="Without noise" level={() => model.levels().after} />}
    </div>
  );
}

function LevelMeter({ label, level }: { label: string; level: () => number }) {
  const bar = useLoudness(level);
  return (
    <label>
      <span>{label}</span>
      <meter ref={bar} className="ensemble-call-meter" min={0} max={1} />
    </label>
  );
}
