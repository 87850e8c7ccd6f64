import './avatar.css';
import { initialsOf } from './initials.ts';

/** A person's initials on their colour. The name stands beside it: screen readers skip the avatar. */
export function Avatar({ name, colour, muted = false }: { name: string; colour: string; muted?: boolean }) {
  return (
    <span
      className={muted ? 'ensemble-avatar ensemble-avatar-muted' : 'ensemble-avatar'}
      style={{ '--ensemble-avatar-colour': colour }}
      aria-hidden="true"
    >
      {initialsOf(name)}
    </span>
  );
}
