import { ReplayHistory } from '../../server/replay/replay-history.ts';
import { Stretches } from '../../server/replay/stretches.ts';
import { FollowedRefs } from '../../src/client/followed-refs.ts';

/** Mutants of recordings that are watched again. */
export const ofReplays = [
  {
    name: 'keep the texts of the moment before when a recording is shown at another',
    apply: () => {
      const { rewound } = FollowedRefs.prototype;
      FollowedRefs.prototype.rewound = () => undefined;
      return () => {
        FollowedRefs.prototype.rewound = rewound;
      };
    },
  },
  {
    name: 'take the rests of a recording for parts of it',
    apply: () => {
      const { note } = Stretches.prototype;
      Stretches.prototype.note = function (seq) {
        note.call(this, seq, true);
      };
      return () => {
        Stretches.prototype.note = note;
      };
    },
  },
  {
    name: 'leave the last entry of a past out of a replay',
    apply: () => {
      const { pastOf } = ReplayHistory.prototype;
      ReplayHistory.prototype.pastOf = async function (ref, upTo) {
        const { checkpoint, entries } = await pastOf.call(this, ref, upTo);
        return { checkpoint, entries: entries.length > 3 ? entries.slice(0, -1) : entries };
      };
      return () => {
        ReplayHistory.prototype.pastOf = pastOf;
      };
    },
  },
];
