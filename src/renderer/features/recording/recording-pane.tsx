import './recording-pane.css';
import { Button } from '../../ui/button.tsx';

/** Pane of a recording's file in the folder. */
export function RecordingPane({ path, watch }: { path: string; watch: () => void }) {
  return (
    <section aria-label="Recording" className="ensemble-recording-pane">
      <p>{`${path.split(/[\\/]/).at(-1)} is a recording of a session.`}</p>
      <Button icon="play" onClick={watch}>
        {'Watch'}
      </Button>
    </section>
  );
}
