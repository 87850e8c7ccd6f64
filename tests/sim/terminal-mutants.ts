import { LoggedOutput } from '../../src/main/terminals/logged-output.ts';
import { terminals } from '../../src/shared/capabilities/terminals/terminals.ts';

/** Mutants of shared terminals. */
export const ofTerminals = [
  {
    name: 'let everybody hear every terminal',
    apply: () => {
      const { objectionToHearing } = terminals;
      terminals.objectionToHearing = (_state, _person, ref) => (ref === '' ? undefined : null);
      return () => {
        Object.assign(terminals, { objectionToHearing });
      };
    },
  },
  {
    name: 'keep the size of a terminal to the host',
    apply: () => {
      const { resized } = LoggedOutput.prototype;
      LoggedOutput.prototype.resized = () => undefined;
      return () => {
        LoggedOutput.prototype.resized = resized;
      };
    },
  },
];
