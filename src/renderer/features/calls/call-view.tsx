import '../../ui/rows.css';
import './calls.css';
import './screens.css';
import type { App } from '../../session/app.ts';
import { Button, IconButton } from '../../ui/button.tsx';
import { type Store, useStore } from '../../ui/react-render.tsx';
import { listNames } from '../../ui/words.ts';
import type { CallModel } from './call-model.ts';
import { Devices, LevelMeters } from './devices.tsx';
import { talkKey } from './push-to-talk.ts';
import { OwnPicture, Tiles } from './video-tile.tsx';

export interface CallViewProps {
  app: App;
  model: CallModel;
  /** True while the pictures are in a box of their own, above the editors. */
  floats: Store<boolean> & { set(value: boolean): void };
}

/** The call beside the code. */
export function CallView({ app, model, floats }: CallViewProps) {
  const { phase } = useStore(model.store);
  return (
    <section className="ensemble-call" aria-label="Call">
      <Problem model={model} />
      {phase === 'in' ? <Inside app={app} model={model} floats={floats} /> : <Outside app={app} model={model} />}
    </section>
  );
}

function Problem({ model }: { model: CallModel }) {
  const { problem, wayProblem, isSilent } = useStore(model.store);
  const words =
    problem ??
    wayProblem ??
    (isSilent ? 'Your microphone gives only silence: look whether it is switched off, or choose another.' : null);
  if (words === null) return null;
  return (
    <div className="ensemble-call-problem" role="alert">
      <span className="codicon codicon-warning" aria-hidden="true" />
      <span>{words}</span>
      {problem !== null && <IconButton icon="close" label="Put away" onClick={() => model.putAwayProblem()} />}
    </div>
  );
}

function Outside({ app, model }: Omit<CallViewProps, 'floats'>) {
  const { phase, members, camera } = useStore(model.store);
  const names = listNames([...new Set(members.map(({ name }) => name))]);
  const isOne = new Set(members.map(({ person }) => person)).size === 1;
  return (
    <>
      <p className="ensemble-rows-empty">
        {members.length === 0 ? 'Nobody is in the call.' : `${names} ${isOne ? 'is' : 'are'} in the call.`}
      </p>
      {app.recording !== null && <Tiles app={app} model={model} />}
      {!model.mayCall && app.recording === null && (
        <p className="ensemble-rows-empty">Your role in this session has no calls: an owner can give you another.</p>
      )}
      {model.mayCall && phase !== 'out' && (
        <div className="ensemble-call-preview">
          {camera && <OwnPicture track={camera} />}
          <LevelMeters model={model} />
          <Devices model={model} />
        </div>
      )}
      {model.mayCall && (
        <div className="ensemble-rows-buttons">
          <Button disabled={phase === 'joining'} onClick={() => void model.join()}>
            {phase === 'joining' ? 'Joining…' : 'Join call'}
          </Button>
          {phase === 'out' ? (
            <Button secondary onClick={() => void model.preview()}>
              Check devices
            </Button>
          ) : (
            <>
              <OwnButtons model={model} />
              <Button secondary onClick={() => model.leave()}>
                Cancel
              </Button>
            </>
          )}
        </div>
      )}
    </>
  );
}

/** Buttons for the own microphone and camera; whether one is on is said by its name. */
function OwnButtons({ model }: { model: CallModel }) {
  const { isMuted, camera } = useStore(model.store);
  return (
    <>
      <Button secondary icon={isMuted ? 'mute' : 'mic'} onClick={() => model.toggleMute()}>
        {isMuted ? 'Unmute' : 'Mute'}
      </Button>
      <Button secondary icon="device-camera-video" onClick={() => void model.toggleCamera()}>
        {camera ? 'Stop camera' : 'Camera'}
      </Button>
    </>
  );
}

function Inside({ app, model, floats }: CallViewProps) {
  const { screen, hasMicrophone } = useStore(model.store);
  const isFloating = useStore(floats);
  const key = talkKey(app);
  return (
    <>
      <div className="ensemble-rows-buttons" role="toolbar" aria-label="Call">
        <OwnButtons model={model} />
        <Button secondary icon="window" onClick={() => void model.toggleScreen()}>
          {screen ? 'Stop sharing' : 'Share screen'}
        </Button>
        <Button onClick={() => model.leave()}>Leave call</Button>
      </div>
      {!hasMicrophone && (
        <p className="ensemble-rows-empty">You hear the others. They do not hear you: you have no microphone here.</p>
      )}
      {key !== null && (
        <p className="ensemble-rows-empty">
          Hold <kbd>{key}</kbd> to talk.
        </p>
      )}
      {isFloating ? (
        <p className="ensemble-rows-empty">The pictures float above the editors.</p>
      ) : (
        <Tiles app={app} model={model} />
      )}
      <div className="ensemble-rows-buttons">
        <Button secondary icon={isFloating ? 'pin' : 'multiple-windows'} onClick={() => floats.set(!isFloating)}>
          {isFloating ? 'Dock pictures' : 'Float pictures'}
        </Button>
      </div>
      <details className="ensemble-call-more">
        <summary>Devices</summary>
        <LevelMeters model={model} />
        <Devices model={model} />
      </details>
    </>
  );
}
