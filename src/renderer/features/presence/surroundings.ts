import { whereaboutsLength } from '../../../shared/capabilities/presence/kinds.ts';
import { plainWords } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';

export const whereaboutsKey = 'ensemble.presence.place';

/** Makes the setting of a place known. */
export function declareSettings({ workbench: { configuration } }: App): void {
  configuration.declare([
    {
      key: whereaboutsKey,
      type: 'string',
      default: '',
      description:
        'Place that the others see beside your name, such as “Berlin” or “on the train”. Empty: they see none.',
    },
  ]);
}

/** Gives what the others may know of the person's clock and place: the place only where they have written one. */
export function surroundingsOf({ workbench }: App): { offsetMinutes: number; whereabouts?: string } {
  const written = workbench.configuration.get(whereaboutsKey);
  const whereabouts = typeof written === 'string' ? plainWords(written).trim().slice(0, whereaboutsLength).trim() : '';
  // The sign of the browser's is turned: minutes by which UTC is ahead. A zero has none.
  const offsetMinutes = 0 - new Date().getTimezoneOffset();
  return { offsetMinutes, ...(whereabouts !== '' && { whereabouts }) };
}
