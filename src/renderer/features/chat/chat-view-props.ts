import type { App } from '../../session/app.ts';
import type { Store } from '../../ui/react-render.tsx';
import type { Pictures } from './pictures.ts';
import type { Talk, Talks } from './talks.ts';

interface Parts {
  app: App;
  /** Counts up when somebody wants to write. */
  focused: Store<number>;
  pictures: Pictures;
  /** Lets somebody choose whom to write to. */
  choose: () => void;
}

/** Parts of one conversation that its view shows. */
export interface ChatViewProps extends Parts {
  talk: Talk;
}

/** Parts of the chat. */
export interface ChatPlaceProps extends Parts {
  talks: Talks;
}
