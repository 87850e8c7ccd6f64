import { membersOf } from '../../../shared/capabilities/calls/calls-state.ts';
import type { App } from '../../session/app.ts';

const setting = 'ensemble.call.pushToTalkKey';

/** Declares the setting that names the key. */
export function declareTalkKey({ workbench }: App): void {
  workbench.configuration.declare([
    {
      key: setting,
      type: 'string',
      default: '',
      description:
        'Key that is held to talk in a call, such as `F8`: you are muted while it is not. Empty: you mute yourself.',
    },
  ]);
}

/** Reads the key that is held to talk; null where nobody wants one. */
export function talkKey({ workbench }: Pick<App, 'workbench'>): string | null {
  const key = workbench.configuration.get(setting);
  return typeof key === 'string' && key.trim() !== '' ? key.trim() : null;
}

/** Hears the key that is held to talk, wherever the focus is; a window that loses the focus is muted. */
export function pushToTalk(app: App, talk: (isDown: boolean) => void): void {
  const { session } = app;
  let isDown = false;
  const say = (now: boolean) => {
    if (now === isDown) return;
    isDown = now;
    talk(now);
  };
  const hear = (event: KeyboardEvent) => {
    if (event.key.toLowerCase() !== talkKey(app)?.toLowerCase()) return;
    if (!Object.hasOwn(membersOf(session.state), session.replica)) return;
    event.preventDefault();
    event.stopPropagation();
    say(event.type === 'keydown');
  };
  addEventListener('keydown', hear, true);
  addEventListener('keyup', hear, true);
  addEventListener('blur', () => say(false));
}
