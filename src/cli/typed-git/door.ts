import { connect, type Socket } from 'node:net';
import type { TypedMoveAnswer, TypedMoveWish } from '../../main/programs/typed-move.ts';

/** Time for the host to say that it hears. */
const patienceMs = 2_000;

type Answer = Exclude<TypedMoveAnswer, { is: 'heard' }>;

/** Answer of the host, and the connection: where the lease is held, it ends with that. Null without an answer. */
export interface Answered {
  answer: Answer | null;
  socket: Socket;
}

/** Asks the host of this terminal about a command. Waits for its answer for as long as that takes, once it has heard. */
export function askHost(
  place: string,
  terminal: string,
  move: TypedMoveWish,
  withinMs = patienceMs,
): Promise<Answered> {
  return new Promise((resolve) => {
    const socket = connect(place, () => socket.write(`${JSON.stringify({ terminal, move })}\n`));
    const done = (answer: Answer | null) => {
      clearTimeout(timer);
      if (answer?.is !== 'held') socket.destroy();
      resolve({ answer, socket });
    };
    const timer = setTimeout(done, withinMs, null);
    let heard = '';
    const take = (line: string) => {
      const answer = answerOf(line);
      if (answer?.is === 'heard') clearTimeout(timer);
      else done(answer);
    };
    socket.setEncoding('utf8').on('data', (chunk: string) => {
      const lines = (heard + chunk).split('\n');
      heard = lines.pop()!;
      for (const line of lines) take(line);
    });
    socket.on('error', () => done(null)).on('close', () => done(null));
  });
}

function answerOf(line: string): TypedMoveAnswer | null {
  try {
    return JSON.parse(line) as TypedMoveAnswer;
  } catch {
    return null;
  }
}
