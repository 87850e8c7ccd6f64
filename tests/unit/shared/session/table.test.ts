import { describe, expect, it } from 'vitest';
import { wireSchema } from '../../../../scripts/protocol/wire-schema.ts';
import { entryTuple } from '../../../../src/shared/core/entry.ts';
import { pack, unpack } from '../../../../src/shared/core/message-pack.ts';
import { hasRight } from '../../../../src/shared/core/rights.ts';
import { limits } from '../../../../src/shared/core/version.ts';
import {
  isWorkspaceMethod,
  isWorkspaceStream,
  workspaceMethods,
  workspaceStreams,
} from '../../../../src/shared/session/contract.ts';
import {
  decodeBody,
  encodeBody,
  isKind,
  type KindName,
  kinds,
  kindsOfAReplica,
  lookUp,
} from '../../../../src/shared/session/table.ts';
import { ann, annsWindow, document, entryOf, foldAll, joined, opened } from './entries.ts';
import { sampleBody, sampleOf } from './sample-of.ts';

const names = Object.keys(kinds) as KindName[];

describe.each(names)('%s', (name) => {
  const kind = lookUp(name)!;

  it('carries a body to the other side and back', () => {
    const body = sampleBody(name);
    expect(decodeBody(name, encodeBody(name, body as never))).toEqual(body);
  });

  it('turns down what is not of its form', () => {
    const required = wireSchema(kinds[name].body).required ?? [];
    for (const field of required) {
      const { [field]: _, ...rest } = sampleBody(name);
      expect(() => decodeBody(name, pack(rest)), `without ${field}`).toThrow(/malformed/);
    }
    for (const other of [null, 7, 'text', [1]]) expect(() => decodeBody(name, pack(other))).toThrow(/malformed/);
    expect(() => decodeBody(name, Uint8Array.of(0xc1))).toThrow(/not msgpack/);
  });

  it('has a line that fits together', () => {
    expect(name).toMatch(/^[a-zA-Z]+\.[a-zA-Z]+$/);
    expect(kind.says).toMatch(/\.$/);
    expect(kind.v).toBeGreaterThanOrEqual(1);
    expect(kind.maxBytes).toBeLessThanOrEqual(limits.blobBytes);
    expect(kind.perSecond).toBeGreaterThan(0);
    // A directed entry is relayed, never kept: a recording has nothing that only two could see.
    expect(kind.keep === 'none').toBe(kind.audience === 'to');
    // The host's term is in the body of what only the host may say.
    if (kind.hostOnly) expect(wireSchema(kind.body).properties).toHaveProperty('term');
    if (kind.right !== 'server') expect(hasRight('owner', kind.right)).toBe(true);
  });
});

describe('the table', () => {
  it('has every method of the workspace, with its right', () => {
    for (const [method, { right }] of Object.entries(workspaceMethods)) {
      expect(lookUp(method)).toMatchObject({ right, audience: 'to', keep: 'none' });
      expect(isWorkspaceMethod(method)).toBe(true);
    }
    expect(isWorkspaceMethod('doc.updated')).toBe(false);
  });

  it('has every stream of the workspace, with its right', () => {
    for (const [name, { right }] of Object.entries(workspaceStreams)) {
      expect(lookUp(name)).toMatchObject({ right, audience: 'to', keep: 'none', large: false });
      expect([isWorkspaceStream(name), isWorkspaceMethod(name)]).toEqual([true, false]);
    }
    expect(isWorkspaceStream('stream.sent')).toBe(false);
  });

  it('knows no names of its own making', () => {
    for (const name of ['', 'doc', 'doc.unheard', 'toString', '__proto__', 'constructor']) {
      expect(isKind(name)).toBe(false);
      expect(lookUp(name)).toBeUndefined();
      expect([isWorkspaceMethod(name), isWorkspaceStream(name)]).toEqual([false, false]);
    }
  });

  it('keeps unknown fields of a body out', () => {
    const bytes = pack({ ...sampleBody('role.changed'), extra: 1 });
    expect(decodeBody('role.changed', bytes)).not.toHaveProperty('extra');
  });

  it('describes entries in a form that passes their check', () => {
    const tuple = sampleOf(wireSchema(entryTuple));
    expect(entryTuple.safeParse(unpack(pack(tuple))).success).toBe(true);
  });
});

it.each(kindsOfAReplica)('%s folds to nothing once its replica is forgotten', (name) => {
  const before = [joined(ann, annsWindow), opened()];
  const forgotten = entryOf('participant.left', { person: ann, replica: annsWindow, forget: true });
  const kind = name as KindName;
  const said = entryOf(kind, sampleBody(kind) as never, { by: annsWindow, ref: document, n: 0 });
  expect(foldAll([...before, said, forgotten])).toEqual(foldAll([...before, forgotten]));
});
