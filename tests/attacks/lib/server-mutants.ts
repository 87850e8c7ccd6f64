/** A way to break the server, and the file of attacks that must notice. */
export interface ServerMutant {
  file: string;
  /** Text of the file, and its replacement. */
  from: string;
  to: string;
  attacks: string;
  /** Beginning of the names of those that must notice, and of others beside them. */
  only: string;
}

/** Breaks of doors that only a client notices that is not ours: the simulation's clients ask for nothing forbidden. */
export const serverMutants: Record<string, ServerMutant> = {
  'skip authorize at subscribe': {
    file: 'src/shared/session/authorize.ts',
    from: "  if (action === 'say') return objectionToSaying",
    to: "  if (action === 'hear') return null;\n  if (action === 'say') return objectionToSaying",
    attacks: 'tests/attacks/see.test.ts',
    only: 'a subscription',
  },
  'take a blob unjudged': {
    file: 'server/session/blob-judge.ts',
    from: '  const { options, blobRights, entryRules } = session;',
    to: '  if (entry.blob) return { objection: null, request: null };\n  const { options, blobRights, entryRules } = session;',
    attacks: 'tests/attacks/blobs.test.ts',
    only: 'an attachment in the place of a body',
  },
  'take a file of another size than its entry says': {
    file: 'server/session/blob-judge.ts',
    from: '  if (sizeOf(decodeBody(entry.kind as KindName, entry.body) as never) === sizeBytes) return null;',
    to: '  if (sizeOf(decodeBody(entry.kind as KindName, entry.body) as never) !== -1) return null;',
    attacks: 'tests/attacks/chat.test.ts',
    only: 'a file of a message',
  },
  'let anybody name a file of which they know the hash': {
    file: 'server/session/blob-judge.ts',
    from: ' || !(await blobRights.mayName(connection, hash))',
    to: '',
    attacks: 'tests/attacks/chat.test.ts',
    only: 'a file of a message',
  },
};
