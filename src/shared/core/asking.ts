import type { Entry } from './entry.ts';
import type { Kind } from './kind.ts';
import type { Role } from './rights.ts';

/** The asker: a person, by one of their replicas or, where it is null, by a ticket alone. */
export interface Who {
  person: string | null;
  replica: string | null;
}

/**
 * Content: the parts of an entry that rights depend on, and its body. A null body is one that the server does not open;
 * an undefined one has not arrived yet, and all is asked again once it has.
 */
export interface Saying extends Pick<Entry, 'kind' | 'ref' | 'to'> {
  body: Record<string, unknown> | null | undefined;
}

/** A member's wish to say something that their role allows. */
export interface Asking {
  person: string;
  role: Role;
  replica: string | null;
  saying: Saying;
  kind: Kind;
}
