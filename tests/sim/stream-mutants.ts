import { Streams } from '../../src/client/streams.ts';
import { CreditWindow } from '../../src/shared/core/streams/credits.ts';

/** Mutants of streams between a window and the host. */
export const ofStreams = [
  {
    name: 'lose a part of a stream',
    apply: () => {
      const { receive } = Streams.prototype;
      let count = 0;
      Streams.prototype.receive = function (sent) {
        if (++count % 9 !== 0) receive.call(this, sent);
      };
      return () => {
        Streams.prototype.receive = receive;
      };
    },
  },
  {
    name: 'grant a sender nothing more',
    apply: () => {
      const { consume } = CreditWindow.prototype;
      CreditWindow.prototype.consume = () => 0;
      return () => {
        CreditWindow.prototype.consume = consume;
      };
    },
  },
];
