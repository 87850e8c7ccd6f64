import { commentMarkdown } from '../../../shared/text/comment-words.ts';
import { inertWords, linesOf, plainWords } from '../../../shared/text/shown.ts';
import type { CommentsPort } from '../ports/comments.ts';
import type { StatusBarEntry, StatusBarPort, ViewsPort } from '../ports/contributions.ts';
import type { FileBadge, FileBadgesPort } from '../ports/file-badges.ts';
import type { DialogsPort, InputOptions, NotificationsPort, PickItem, QuickInputPort } from '../ports/interaction.ts';
import type { LanguagesPort } from '../ports/languages.ts';
import type { MarkdownPort } from '../ports/markdown.ts';
import type { MergeInput, MergingPort } from '../ports/merging.ts';
import type { SourceChange, SourceCommand, SourceControlPort } from '../ports/source-control.ts';
import type { ForeignTerminal, TerminalsPort } from '../ports/terminals.ts';
import type { TimelinePort } from '../ports/timeline.ts';
import type { Workbench } from '../ports/workbench.ts';
import { shownEditors } from './shown-editors.ts';

/** Leaves out missing words, which the ports tell from `undefined`. */
function optional<K extends string>(key: K, words: string | undefined, way: (words: string) => string) {
  return (words === undefined ? {} : { [key]: way(words) }) as Partial<Record<K, string>>;
}

function shownNotifications(raw: NotificationsPort): NotificationsPort {
  return {
    show: (severity, message, options) => raw.show(severity, inertWords(message), options),
    withProgress: (title, work, options) =>
      raw.withProgress(
        inertWords(title),
        (report, signal) => work((message) => report(inertWords(message)), signal),
        options,
      ),
    status: (message) => raw.status(inertWords(message)),
    announce: (text, options) => raw.announce(plainWords(text), options),
    silence: (isOn) => raw.silence(isOn),
  };
}

function shownItem<T>(item: PickItem<T>): PickItem<T> {
  return {
    ...item,
    label: inertWords(item.label),
    ...optional('description', item.description, inertWords),
    ...optional('detail', item.detail, inertWords),
  };
}

function shownInput(options: InputOptions): InputOptions {
  const { validate } = options;
  return {
    ...options,
    ...optional('title', options.title, inertWords),
    ...optional('prompt', options.prompt, inertWords),
    ...optional('placeholder', options.placeholder, inertWords),
    ...(validate === undefined
      ? {}
      : {
          validate: async (value) => {
            const problem = await validate(value);
            return problem === null ? null : inertWords(problem);
          },
        }),
  };
}

function shownQuickInput(raw: QuickInputPort): QuickInputPort {
  return {
    input: (options) => raw.input(shownInput(options)),
    pick: (items, options) =>
      raw.pick(items.map(shownItem), {
        ...(options?.onFocus === undefined ? {} : { onFocus: options.onFocus }),
        ...(options?.isBelow === undefined ? {} : { isBelow: options.isBelow }),
        ...optional('title', options?.title, inertWords),
        ...optional('placeholder', options?.placeholder, inertWords),
      }),
    pickStep: (items, { title, placeholder, prompt, ...options }) =>
      raw.pickStep(items.map(shownItem), {
        ...options,
        title: inertWords(title),
        placeholder: inertWords(placeholder),
        ...optional('prompt', prompt, inertWords),
      }),
    pickMany: (items, { title, placeholder, ...options }) =>
      raw.pickMany(items.map(shownItem), {
        ...options,
        title: inertWords(title),
        placeholder: inertWords(placeholder),
      }),
  };
}

function shownDialogs(raw: DialogsPort): DialogsPort {
  return {
    ask: (severity, message, { detail, ...options }) => {
      const paragraphs = typeof detail === 'string' ? [detail] : detail;
      return raw.ask(severity, plainWords(message), {
        ...options,
        ...(paragraphs === undefined ? {} : { detail: linesOf(paragraphs, '\n\n') }),
      });
    },
    pickFile: (options) => raw.pickFile({ ...options, title: plainWords(options.title) }),
    download: raw.download,
    upload: raw.upload,
  };
}

function shownStatusEntry(entry: StatusBarEntry): StatusBarEntry {
  return {
    ...entry,
    text: inertWords(entry.text),
    ariaLabel: inertWords(entry.ariaLabel),
    ...optional('tooltip', entry.tooltip, inertWords),
  };
}

function shownStatusBar(raw: StatusBarPort): StatusBarPort {
  return {
    create: (options) => {
      const item = raw.create(options);
      return { show: (entry) => item.show(shownStatusEntry(entry)), hide: item.hide, dispose: item.dispose };
    },
  };
}

function shownBadge(badge: FileBadge): FileBadge {
  const { tooltip } = badge;
  return { ...badge, tooltip: typeof tooltip === 'string' ? plainWords(tooltip) : linesOf(tooltip) };
}

function shownFileBadges(raw: FileBadgesPort): FileBadgesPort {
  return {
    set: (owner, badges) => raw.set(owner, new Map([...badges].map(([path, badge]) => [path, shownBadge(badge)]))),
  };
}

function shownTimeline(raw: TimelinePort): TimelinePort {
  return {
    provide: (source) =>
      raw.provide({
        ...source,
        entriesOf: async (path) =>
          (await source.entriesOf(path)).map((entry) => ({
            ...entry,
            label: inertWords(entry.label),
            ...optional('description', entry.description, inertWords),
          })),
      }),
    registerCommand: raw.registerCommand,
  };
}

/** The titles of commands begin with an icon of ours; what follows it may be a branch's name. */
function shownSourceCommand(command: SourceCommand): SourceCommand {
  const [, icon = '', words = ''] = /^((?:\$\([\w~-]+\) ?)?)(.*)$/s.exec(command.title) ?? [];
  return { ...command, title: icon + inertWords(words), ...optional('tooltip', command.tooltip, inertWords) };
}

function shownSourceChange(change: SourceChange): SourceChange {
  return { ...change, tooltip: plainWords(change.tooltip) };
}

function shownSourceControl(raw: SourceControlPort): SourceControlPort {
  return {
    create: async (options) => {
      const { history } = options;
      const source = await raw.create({
        ...options,
        placeholder: plainWords(options.placeholder),
        history: {
          ...history,
          refs: async () => (await history.refs()).map((ref) => ({ ...ref, name: inertWords(ref.name) })),
          commits: async (of) =>
            (await history.commits(of)).map((commit) => ({
              ...commit,
              subject: inertWords(commit.subject),
              message: inertWords(commit.message),
              author: inertWords(commit.author),
              email: inertWords(commit.email),
            })),
        },
      });
      return {
        ...source,
        setGroups: (groups) =>
          source.setGroups(
            groups.map(({ label, changes, ...group }) => ({
              ...group,
              label: plainWords(label),
              changes: changes.map(shownSourceChange),
            })),
          ),
        setButton: (button) =>
          source.setButton(
            button && { ...button, main: shownSourceCommand(button.main), more: button.more.map(shownSourceCommand) },
          ),
        setStatusCommands: (commands) => source.setStatusCommands(commands.map(shownSourceCommand)),
      };
    },
    provideVersions: raw.provideVersions,
    openChange: (title, change, preserveFocus) => raw.openChange(plainWords(title), change, preserveFocus),
    shownChange: raw.shownChange,
    onShownChange: raw.onShownChange,
    comparedPlace: raw.comparedPlace,
    onComparedMoved: raw.onComparedMoved,
    revealCompared: raw.revealCompared,
    openChanges: (title, changes) => raw.openChanges(plainWords(title), changes),
    registerCommand: raw.registerCommand,
    setWelcome: raw.setWelcome,
  };
}

function shownMergeInput(input: MergeInput): MergeInput {
  return { ...input, title: inertWords(input.title), description: inertWords(input.description) };
}

function shownMerging(raw: MergingPort): MergingPort {
  return {
    open: ({ incoming, current, ...merge }) =>
      raw.open({ ...merge, incoming: shownMergeInput(incoming), current: shownMergeInput(current) }),
    opened: raw.opened,
    close: raw.close,
    active: raw.active,
    openHunks: raw.openHunks,
    onTaking: raw.onTaking,
    onTaken: raw.onTaken,
    annotate: (notesOf, onChanged) => {
      const shownNotes = (key: string) => {
        const { words, ...notes } = notesOf(key);
        return {
          ...notes,
          words: (hunk: Parameters<typeof words>[0]) => {
            const said = words(hunk);
            return said === null ? null : plainWords(said);
          },
        };
      };
      raw.annotate(shownNotes, onChanged);
    },
    edit: raw.edit,
  };
}

/** Output is shown by the emulator, as it is; the words around it are words. */
function shownTerminals(raw: TerminalsPort): TerminalsPort {
  return {
    ready: raw.ready,
    active: raw.active,
    shown: raw.shown,
    onShownChanged: raw.onShownChanged,
    reveal: raw.reveal,
    askBeforeEnding: raw.askBeforeEnding,
    onNoneOpened: raw.onNoneOpened,
    offer: (terminals) => raw.offer(terminals.map((each) => ({ ...each, title: plainWords(each.title) }))),
    open: (terminal) => raw.open({ ...terminal, title: plainWords(terminal.title) }),
    show: async (terminal, onClosed) => {
      const start: ForeignTerminal['start'] = (surface) =>
        terminal.start({ ...surface, end: (words) => surface.end(plainWords(words)) });
      const tab = await raw.show({ ...terminal, title: plainWords(terminal.title), start }, onClosed);
      return { ...tab, rename: (title) => tab.rename(plainWords(title)) };
    },
  };
}

/** Wraps the port of comments: their words are Markdown without HTML, commands and pictures, and come cleaned. */
function shownComments(raw: CommentsPort): CommentsPort {
  return {
    serve: (acts, options) => raw.serve(acts, { ...options, names: () => options.names().map(plainWords) }),
    set: (threads) =>
      raw.set(
        threads.map((thread) => ({
          ...thread,
          label: plainWords(thread.label),
          comments: thread.comments.map((comment) => ({ ...comment, author: plainWords(comment.author) })),
        })),
      ),
    placesChanged: raw.placesChanged,
    begin: raw.begin,
    selectedVersion: raw.selectedVersion,
    reveal: raw.reveal,
  };
}

/** Words become Markdown without HTML, commands and pictures on their way. */
function shownMarkdown(raw: MarkdownPort): MarkdownPort {
  return {
    render: (container, words, mentioned) => raw.render(container, commentMarkdown(words, mentioned), []),
  };
}

/** Wraps the port of languages. Answers of servers are cleaned on their way: `features/languages/clean-answers.ts`. */
function shownLanguages(raw: LanguagesPort): LanguagesPort {
  const several = (words: string) => linesOf(words.split('\n'));
  return {
    isOf: raw.isOf,
    hold: raw.hold,
    onToolOpen: raw.onToolOpen,
    closeActions: raw.closeActions,
    serveLibraries: raw.serveLibraries,
    begin: (scope, way) => raw.begin({ ...scope, name: plainWords(scope.name) }, way),
    setProblems: (source, path, problems) =>
      raw.setProblems(
        source,
        path,
        problems.map((problem) => ({
          ...problem,
          message: several(problem.message),
          ...optional('code', problem.code, plainWords),
          ...optional('tool', problem.tool, plainWords),
          ...(problem.related === undefined
            ? {}
            : { related: problem.related.map((each) => ({ ...each, message: several(each.message) })) }),
        })),
      ),
    log: (name) => raw.log(plainWords(name)),
  };
}

/**
 * Wraps the port of views. Titles of commands and views are ours; a view's content cleans its words itself
 * (`reactRender`, `element`).
 */
function shownViews(raw: ViewsPort): ViewsPort {
  return {
    register: raw.register,
    open: raw.open,
    isVisible: raw.isVisible,
    setExpanded: raw.setExpanded,
    setBadge: (id, badge) => raw.setBadge(id, badge === null ? null : { ...badge, tooltip: plainWords(badge.tooltip) }),
  };
}

/**
 * Makes the workbench that features get: their words reach a surface as words. Each function stands here by name, so
 * that a new one in a port must be considered here.
 */
export function shownThrough(raw: Workbench): Workbench {
  return {
    models: raw.models,
    editors: shownEditors(raw.editors),
    fileActs: { run: (act, label, look) => raw.fileActs.run(act, inertWords(label), look) },
    fileBadges: shownFileBadges(raw.fileBadges),
    commands: raw.commands,
    statusBar: shownStatusBar(raw.statusBar),
    views: shownViews(raw.views),
    panes: raw.panes,
    notifications: shownNotifications(raw.notifications),
    signals: raw.signals,
    quickInput: shownQuickInput(raw.quickInput),
    dialogs: shownDialogs(raw.dialogs),
    timeline: shownTimeline(raw.timeline),
    sourceControl: shownSourceControl(raw.sourceControl),
    merging: shownMerging(raw.merging),
    terminals: shownTerminals(raw.terminals),
    comments: shownComments(raw.comments),
    markdown: shownMarkdown(raw.markdown),
    languages: shownLanguages(raw.languages),
    theme: raw.theme,
    configuration: raw.configuration,
    context: raw.context,
    ready: raw.ready,
    apiReady: raw.apiReady,
    setReadOnly: (reason) => raw.setReadOnly(reason && { ...reason, words: plainWords(reason.words) }),
    copyText: raw.copyText,
    openExternal: raw.openExternal,
  };
}
