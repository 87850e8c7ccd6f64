import { limits } from '../../../shared/core/version.ts';
import { nameOfPerson } from '../../../shared/text/shown.ts';
import type { App } from '../../session/app.ts';
import { rememberName } from '../../session/own-name.ts';

/** Fault of a name, in words; null for none. */
export function whyNoName(given: string): string | null {
  const most = limits.nameLength;
  if (nameOfPerson(given, most) === '') return 'A name has at least one letter that can be seen.';
  return given.trim().length > most ? `A name has at most ${most} characters.` : null;
}

/** `Ensemble: Change My Name…`: changes my name for the others, here and from now on. */
export function registerMyName({ workbench, client, isHostWindow }: App): void {
  workbench.commands.register({
    id: 'ensemble.changeMyName',
    title: 'Change My Name…',
    category: 'Ensemble',
    run: async () => {
      // The name as I chose it: the number that tells two of one name apart is not mine.
      const before = client.state.participants[client.person ?? '']?.name ?? '';
      const given = await workbench.quickInput.input({
        title: 'Change My Name',
        prompt: 'The others see this name. It is kept for the next time.',
        value: before,
        validate: whyNoName,
      });
      if (given === undefined) return;
      const name = nameOfPerson(given, limits.nameLength);
      if (name === before) return;
      // The host keeps its own.
      if (!isHostWindow) rememberName(name);
      await client.publish('participant.renamed', { name }).then(
        () => workbench.notifications.announce(`You are ${name} now`),
        () => undefined,
      );
    },
  });
}
