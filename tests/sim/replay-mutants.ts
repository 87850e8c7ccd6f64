import { MemoryLog } from '../../server/log/memory-log.ts';
import { Condensing } from '../../server/replay/condensing.ts';
import { ReplayHistory } from '../../server/replay/replay-history.ts';
import { Stretches } from '../../server/replay/stretches.ts';
import { Checkpoints } from '../../server/session/checkpoints.ts';
import { FollowedRefs } from '../../src/client/followed-refs.ts';
import { encodeBody } from '../../src/shared/session/table.ts';

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
    name: 'let history leave the log without a checkpoint of the texts that it made',
    apply: () => {
      const { condense } = MemoryLog.prototype;
      MemoryLog.prototype.condense = function (id, stretch) {
        return condense.call(this, id, { ...stretch, checkpoints: [] });
      };
      return () => {
        MemoryLog.prototype.condense = condense;
      };
    },
  },
  {
    name: 'cut the content of a file out without its outcome',
    apply: () => {
      const { excise } = MemoryLog.prototype;
      MemoryLog.prototype.excise = function (id, excision, reindex) {
        const body = encodeBody('doc.cut', { outcome: null });
        const instead = excision.instead.map((entry) => (entry.kind === 'doc.cut' ? { ...entry, body } : entry));
        return excise.call(this, id, { ...excision, instead }, reindex);
      };
      return () => {
        MemoryLog.prototype.excise = excise;
      };
    },
  },
  {
    name: 'tell no replay what was cut out',
    apply: () => {
      const { cuts } = MemoryLog.prototype;
      MemoryLog.prototype.cuts = async () => [];
      return () => {
        MemoryLog.prototype.cuts = cuts;
      };
    },
  },
  {
    name: 'go on with somebody from before the history that has left the log',
    apply: () => {
      const { get } = Object.getOwnPropertyDescriptor(Checkpoints.prototype, 'condensedUpTo')!;
      Object.defineProperty(Checkpoints.prototype, 'condensedUpTo', { configurable: true, get: () => 0 });
      return () => {
        Object.defineProperty(Checkpoints.prototype, 'condensedUpTo', { configurable: true, get: get! });
      };
    },
  },
  {
    name: 'let recordings leave the log with old history',
    apply: () => {
      const { condense } = Condensing.prototype;
      Condensing.prototype.condense = function (doneUpTo, upTo) {
        return condense.call(this, doneUpTo, upTo, () => true);
      };
      return () => {
        Condensing.prototype.condense = condense;
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
