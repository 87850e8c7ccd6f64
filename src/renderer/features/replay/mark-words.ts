const words: Readonly<Record<string, string>> = {
  'doc.saved': 'A file was saved',
  'doc.conflicted': 'A file changed here and on the disk',
  'doc.resolved': 'A conflict was resolved',
  'participant.admitted': 'Somebody came in',
  'participant.removed': 'Somebody was removed',
  'host.claimed': 'The host began',
  'git.done': 'Git did something',
  'terminal.opened': 'A terminal was shared',
  'terminal.ended': 'A terminal ended',
};

/** Describes the kind of an event on the timeline. */
export function markWords(kind: string): string {
  return words[kind] ?? kind;
}
