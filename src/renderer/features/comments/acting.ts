import { placeIn, placeOf } from '../../../client/comments/comment-place.ts';
import { commentLimits } from '../../../shared/capabilities/comments/limits.ts';
import { newId } from '../../../shared/core/ids.ts';
import type { Body } from '../../../shared/session/table.ts';
import { mentionedIn } from '../../../shared/text/comment-words.ts';
import { lineChange, suggestionIn } from '../../../shared/text/suggestions.ts';
import type { App } from '../../session/app.ts';
import type { CommentActs, CommentedLines } from '../../workbench/index.ts';
import type { CommentKind, CommentSource } from './comment-source.ts';
import type { PlacedThread } from './comments-model.ts';

/** Acts of this window’s person on comments, as entries of the session. */
export class Acting implements CommentActs {
  readonly #app: App;
  readonly #source: CommentSource;

  readonly #placeOf: (thread: string) => PlacedThread | undefined;

  /** `placeOf` tells where the code of a thread is now. */
  constructor(app: App, source: CommentSource, placeOf: (thread: string) => PlacedThread | undefined) {
    [this.#app, this.#source, this.#placeOf] = [app, source, placeOf];
  }

  async start(key: string, lines: CommentedLines, words: string, version?: string): Promise<string | null> {
    const { client, session, texts, recording } = this.#app;
    if (version !== undefined) return this.#startInVersion(key, placeOf(version, lines), words);
    const ref = texts.mayBeTold(key) ? texts.refOf(key) : null;
    const document = ref === null ? null : session.documents.get(ref);
    if (!document || ref === null) {
      await this.#app.workbench.notifications.show('info', 'Only a shared text can be commented on: this one is not.');
      return null;
    }
    // The place may lie in text that is still being merged: the log must know that first.
    if (recording === null) client.documents.flush();
    const { environment } = client.options;
    const [thread, comment] = [newId(environment), newId(environment)];
    const place = placeIn(document, lines);
    const said = await this.#say('comment.started', ref, {
      thread,
      comment,
      place,
      moment: await this.#source.moment().catch(() => null),
      ...this.#words(words),
    });
    return said ? thread : null;
  }

  /** Begins a thread at lines of a commit's text, which are found in the file's own by their quote where they are. */
  async #startInVersion(path: string, place: Body<'comment.started'>['place'], words: string): Promise<string | null> {
    const { client, workspace, workbench, texts } = this.#app;
    let ref = texts.refOf(path);
    try {
      ref ??= (await workspace.request('documents.open', { path })).ref;
    } catch (thrown) {
      const why = `${path} cannot be commented on, since it is not open to all: ${(thrown as Error).message} Say it at another file of the change.`;
      await workbench.notifications.show('info', why);
      return null;
    }
    await client.until(({ documents }) => documents[ref] !== undefined);
    const { environment } = client.options;
    const [thread, comment] = [newId(environment), newId(environment)];
    const body = { thread, comment, place, moment: null, ...this.#words(words) };
    return (await this.#say('comment.started', ref, body)) ? thread : null;
  }

  reply(thread: string, words: string): Promise<boolean> {
    const comment = newId(this.#app.client.options.environment);
    return this.#about(thread, 'comment.replied', { thread, comment, ...this.#words(words) });
  }

  edit(thread: string, comment: string, words: string): Promise<boolean> {
    return this.#about(thread, 'comment.edited', { thread, comment, ...this.#words(words) });
  }

  async remove(thread: string, comment: string): Promise<boolean> {
    const { dialogs } = this.#app.workbench;
    const asked = { detail: 'It goes for everybody, and does not come back.', buttons: ['Delete'] as const };
    if ((await dialogs.ask('warning', 'Delete this comment?', asked)) !== 'Delete') return false;
    return this.#about(thread, 'comment.deleted', { thread, comment });
  }

  resolve(thread: string, isResolved: boolean): Promise<boolean> {
    return this.#about(thread, 'comment.resolved', { thread, isResolved });
  }

  async apply(thread: string, comment: string): Promise<boolean> {
    const { workbench } = this.#app;
    const words = this.#source.comments.threads[thread]?.comments.find(({ id }) => id === comment)?.words;
    const wanted = words === undefined ? null : suggestionIn(words);
    await workbench.comments.reveal(thread);
    const { key = null, lines = null } = this.#placeOf(thread) ?? {};
    const text = key === null ? undefined : workbench.models.get(key)?.getValue();
    if (wanted === null || key === null || lines === null || text === undefined) {
      await workbench.notifications.show('info', 'The code of this suggestion is gone: put it in by hand.');
      return false;
    }
    const change = lineChange(text, { span: lines, lines: wanted });
    if (change.insertText !== text.slice(change.offset, change.offset + change.deleteLength))
      workbench.merging.edit(key, [change]);
    return this.resolve(thread, true);
  }

  #words(given: string): { words: string; mentions: string[] } {
    const words = given.slice(0, commentLimits.words);
    const mentions = mentionedIn(words, this.#source.names()).slice(0, commentLimits.mentions);
    return { words, mentions };
  }

  async #about<K extends CommentKind>(thread: string, kind: K, body: Body<K>): Promise<boolean> {
    const ref = this.#source.comments.threads[thread]?.ref;
    if (ref !== undefined) return this.#say(kind, ref, body);
    await this.#app.workbench.notifications.show('info', 'This comment is gone: somebody has deleted it.');
    return false;
  }

  /** Says it, and tells a refusal in words. Without a connection it is kept, and said later. */
  async #say<K extends CommentKind>(kind: K, ref: string, body: Body<K>): Promise<boolean> {
    const { client, workbench } = this.#app;
    const said = this.#source.say(kind, ref, body);
    if (this.#app.recording === null && client.status.is !== 'online') {
      void said.catch((thrown: unknown) => this.#tell(thrown));
      workbench.notifications.status('Not connected now: the others see this once the connection is back.');
      return true;
    }
    try {
      await said;
      return true;
    } catch (thrown) {
      await this.#tell(thrown);
      return false;
    }
  }

  async #tell(thrown: unknown): Promise<void> {
    const words = thrown instanceof Error ? thrown.message : String(thrown);
    await this.#app.workbench.notifications.show('warning', words);
  }
}
