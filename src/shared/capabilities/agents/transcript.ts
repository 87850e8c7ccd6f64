import { z } from 'zod';
import { decodeBy } from '../../core/body.ts';
import type { Checkpointer } from '../../core/capability.ts';
import type { Entry } from '../../core/entry.ts';
import { pack, storedLimits, unpack } from '../../core/message-pack.ts';
import type { AgentsSlice } from './agent-state.ts';
import { agentKinds, forms, toolStatuses } from './kinds.ts';

/** Most parts of a transcript that are kept, and units of text in them: the oldest leave. */
const mostParts = 1_000;
const mostUnits = 400_000;
/** Longest part: more is left out of it. */
const mostOfPart = 100_000;

const part = z.object({
  turn: z.string(),
  part: z.string(),
  form: z.enum(forms),
  text: z.string(),
  status: z.enum(toolStatuses).optional(),
  path: z.string().optional(),
  atMs: z.number(),
});

/** A part of a transcript: a prompt, words of an agent, or a call of a tool. */
export type TranscriptPart = z.output<typeof part>;

/** Name of the part in which an agent that takes no prompts tells what a turn is for. */
export const intentPart = 'intent';

/** Says whether a part tells what its turn is for: a prompt, or an agent's own intent. */
export function isHeading({ form, part }: Pick<TranscriptPart, 'form' | 'part'>): boolean {
  return form === 'prompt' || (form === 'note' && part === intentPart);
}

const checkpoint = z.object({ parts: z.array(part) });

/** Transcript of an agent, folded from its entries: prompts, its words, and its calls of tools. */
export class Transcript {
  #parts: TranscriptPart[] = [];
  readonly #byName = new Map<string, TranscriptPart>();
  #units = 0;

  get parts(): readonly TranscriptPart[] {
    return this.#parts;
  }

  load(bytes: Uint8Array): void {
    const { parts } = checkpoint.parse(unpack(bytes, storedLimits));
    this.#parts = [];
    this.#byName.clear();
    this.#units = 0;
    for (const each of parts) this.#add(each);
  }

  /** Takes an entry in; one that is malformed changes nothing. */
  fold({ kind, body, at, ageMs }: Pick<Entry, 'kind' | 'body' | 'at' | 'ageMs'>): void {
    try {
      if (kind === 'agent.cut') {
        const { outcome } = decodeBy(agentKinds, kind, body);
        if (outcome) this.load(outcome);
      } else if (kind === 'agent.said') this.#take(decodeBy(agentKinds, kind, body), at - ageMs);
    } catch {
      return;
    }
  }

  #take(said: Omit<TranscriptPart, 'atMs'>, atMs: number): void {
    const known = this.#byName.get(`${said.turn}\0${said.part}`);
    if (!known) return this.#add({ ...said, atMs });
    const isTool = said.form === 'tool';
    // A tool's call is named once, and told of again as it goes on.
    const text = isTool ? said.text || known.text : (known.text + said.text).slice(0, mostOfPart);
    this.#units += text.length - known.text.length;
    const { status = known.status, path = known.path } = said;
    const next = { ...known, text, ...(status && { status }), ...(path !== undefined && { path }) };
    this.#byName.set(`${said.turn}\0${said.part}`, next);
    this.#parts[this.#parts.lastIndexOf(known)] = next;
    this.#trim();
  }

  #add(each: TranscriptPart): void {
    this.#parts.push(each);
    this.#byName.set(`${each.turn}\0${each.part}`, each);
    this.#units += each.text.length;
    this.#trim();
  }

  #trim(): void {
    while (this.#parts.length > 1 && (this.#parts.length > mostParts || this.#units > mostUnits)) {
      const [oldest] = this.#parts.splice(0, 1);
      this.#byName.delete(`${oldest!.turn}\0${oldest!.part}`);
      this.#units -= oldest!.text.length;
    }
  }

  encode(): Uint8Array {
    return pack({ parts: this.#parts });
  }
}

/** Folds transcripts of agents, for those who come late. */
export const transcriptCheckpointer: Checkpointer = {
  kinds: ['agent.said', 'agent.cut'],
  trims: ['agent.said'],
  content: ['agent.said'],
  cut: 'agent.cut',
  has: ({ agents }: AgentsSlice, ref) => Object.values(agents).some(({ transcript }) => transcript === ref),
  begin() {
    const transcript = new Transcript();
    return {
      load: (bytes) => transcript.load(bytes),
      fold(entries) {
        for (const entry of entries) transcript.fold(entry);
      },
      encode: () => transcript.encode(),
      close: () => undefined,
    };
  },
};
