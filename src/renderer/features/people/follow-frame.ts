import { plainWords } from '../../../shared/text/shown.ts';
import './follow-frame.css';

/**
 * Frames the editors in a person's colour, with the name: my view is theirs. Returns a function that removes the frame.
 */
export function showFollowFrame(name: string, colour: string): () => void {
  const frame = document.createElement('div');
  frame.className = 'ensemble-follow-frame';
  frame.style.setProperty('--ensemble-follow-colour', colour);
  const label = document.createElement('span');
  label.textContent = plainWords(`Following ${name} · Esc to stop`);
  // Screen readers hear it from the status bar.
  frame.setAttribute('aria-hidden', 'true');
  frame.append(label);
  // The one part of the workbench that holds all editors; there is no contribution point for a frame around it.
  document.querySelector('.part.editor')?.append(frame);
  return () => frame.remove();
}
