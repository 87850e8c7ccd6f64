import type { DatabaseSync, StatementSync } from 'node:sqlite';

/** Gives the statement of a text, compiled once. */
export type Statements = (text: string) => StatementSync;

/** Makes a memo of a database's statements by their texts. */
export function statementsOf(database: DatabaseSync): Statements {
  const known = new Map<string, StatementSync>();
  return (text) => {
    const statement = known.get(text) ?? database.prepare(text);
    known.set(text, statement);
    return statement;
  };
}
