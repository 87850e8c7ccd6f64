import { LogFacts } from '../../server/session/log-facts.ts';
import { AtRest } from '../../src/main/documents/at-rest.ts';

/** Mutants of texts that are not brought into memory at a start. */
export const ofResting = [
  {
    name: 'take a text for known whatever the log has had since',
    apply: () => {
      const { hasChangedSince } = LogFacts.prototype;
      LogFacts.prototype.hasChangedSince = () => false;
      return () => {
        LogFacts.prototype.hasChangedSince = hasChangedSince;
      };
    },
  },
  {
    name: 'take the file of a text at rest for unchanged',
    apply: () => {
      const { isUnchanged } = AtRest.prototype;
      AtRest.prototype.isUnchanged = async function (ref) {
        await isUnchanged.call(this, ref);
        return true;
      };
      return () => {
        AtRest.prototype.isUnchanged = isUnchanged;
      };
    },
  },
];
