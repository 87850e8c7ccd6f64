import type { Entry } from '../../src/shared/core/entry.ts';
import { EnsembleError, toWireError } from '../../src/shared/core/errors.ts';
import { checkPacked, unpack } from '../../src/shared/core/message-pack.ts';
import { requestIdOf } from '../../src/shared/core/request-id.ts';
import { limits } from '../../src/shared/core/version.ts';
import {
  isWorkspaceMethod,
  type ParsedParams,
  type Result,
  type WorkspaceMethod,
  workspaceMethods,
} from '../../src/shared/session/contract.ts';
import { isNumbered, isOfStream } from '../../src/shared/session/numbered.ts';
import { encodeBody } from '../../src/shared/session/table.ts';
import { RecordedFolder } from './recorded-folder.ts';
import { type Answer, RecordedStreams } from './recorded-streams.ts';
import { viewsAt } from './recorded-views.ts';
import type { ReplayHistory } from './replay-history.ts';
import { streamAnswers } from './stream-answers.ts';

type Answers = {
  [M in WorkspaceMethod]?: (params: ParsedParams<M>, seq: number) => Promise<Result<M>>;
};

const nobodyThere = () => new EnsembleError('host-away', 'This is a recording: nobody is there to do this.');

/** Requests of one viewer, answered from what was recorded alone; `mostOpen` long questions at a time. */
export class RecordedRequests {
  readonly #answers: Answers;
  readonly #streams: RecordedStreams;
  readonly #say: Answer;

  constructor(history: ReplayHistory, say: Answer, mostOpen: number) {
    this.#say = say;
    this.#streams = new RecordedStreams(streamAnswers(history), say, mostOpen);
    this.#answers = { ...new RecordedFolder(history).answers(), ...momentAnswers(history) };
  }

  /** Takes an entry of a viewer who sees the entry `seq` last; all but requests are passed over. */
  async take(entry: Entry, seq: number): Promise<void> {
    const { kind, body, blob, by } = entry;
    if (blob !== null || !isNumbered(kind)) return;
    const id = requestIdOf(body);
    if (id === null) return;
    if (isOfStream(kind)) return this.#streams.take(entry, id, seq);
    try {
      const result = await this.#answer(kind, body, seq);
      const packed = encodeBody('request.answered', { id, result });
      if (packed.length > limits.inlineBodyBytes) this.#streams.answer(by, id, packed);
      else this.#say(by, 'request.answered', { id, result });
    } catch (thrown) {
      this.#say(by, 'request.answered', { id, error: toWireError(thrown) });
    }
  }

  /** Ends everything that is under way: the viewer is gone. */
  close(): void {
    this.#streams.close();
  }

  async #answer(kind: string, body: Uint8Array, seq: number): Promise<unknown> {
    checkPacked(body);
    const answer = isWorkspaceMethod(kind) ? this.#answers[kind] : undefined;
    if (!isWorkspaceMethod(kind) || answer === undefined) throw nobodyThere();
    const parsed = workspaceMethods[kind].params.safeParse((unpack(body) as { params?: unknown }).params);
    if (!parsed.success)
      throw new EnsembleError('bad-request', `malformed ${kind}: ${parsed.error.issues[0]?.message}`);
    return answer(parsed.data as never, seq);
  }
}

/** Answers about the moment that a viewer sees. */
function momentAnswers(history: ReplayHistory): Answers {
  return {
    'replay.moment': async (_params, seq) => ({ moment: await history.momentAt(seq) }),
    'replay.views': async (_params, seq) => ({ views: await viewsAt(history, seq) }),
    'replay.step': async (step, seq) => {
      const beside = history.index.beside(seq, step);
      return { moment: beside === null ? null : await history.momentAt(beside) };
    },
  };
}
