import { ThemeIcon } from '@codingame/monaco-vscode-api/vscode/vs/base/common/themables';
import {
  Action2,
  type IAction2Options,
  MenuId,
  registerAction2,
} from '@codingame/monaco-vscode-api/vscode/vs/platform/actions/common/actions';
import { ContextKeyExpr } from '@codingame/monaco-vscode-api/vscode/vs/platform/contextkey/common/contextkey';
import type { ServicesAccessor } from '@codingame/monaco-vscode-api/vscode/vs/platform/instantiation/common/instantiation';
import { type Controller, ownerId } from './controller.ts';
import type { OwnComment, Thread } from './thread.ts';

interface OwnAction {
  id: string;
  title: string;
  icon?: string;
  menu: MenuId;
  order: number;
  when?: string;
  precondition?: string;
  run: (thread: Thread, context: { comment: OwnComment | undefined; text: string }) => unknown;
}

const ours = `commentController == ${ownerId}`;

function actionsOf(controller: Controller): OwnAction[] {
  const { acts } = controller;
  const resolve =
    (isResolved: boolean) =>
    async (thread: Thread, { text }: { text: string }) => {
      if (text.trim() !== '' && !(await acts.reply(thread.threadId, text))) return;
      await acts.resolve(thread.threadId, isResolved);
    };
  const form = { menu: MenuId.CommentThreadActions };
  const written = '!commentIsEmpty';
  return [
    {
      ...form,
      id: 'start',
      title: 'Comment',
      order: 1,
      when: 'commentThreadIsEmpty',
      precondition: written,
      run: (thread, { text }) => controller.start(thread, text),
    },
    {
      ...form,
      id: 'reply',
      title: 'Reply',
      order: 1,
      when: '!commentThreadIsEmpty',
      precondition: written,
      run: (thread, { text }) => controller.reply(thread, text),
    },
    {
      ...form,
      id: 'resolve',
      title: 'Resolve',
      order: 2,
      when: 'commentThread == open && !commentThreadIsEmpty',
      run: resolve(true),
    },
    { ...form, id: 'reopen', title: 'Reopen', order: 2, when: 'commentThread == resolved', run: resolve(false) },
    {
      id: 'resolveFromTitle',
      title: 'Resolve',
      icon: 'check',
      menu: MenuId.CommentThreadTitle,
      order: 1,
      when: 'commentThread == open && !commentThreadIsEmpty',
      run: resolve(true),
    },
    {
      id: 'reopenFromTitle',
      title: 'Reopen',
      icon: 'issue-reopened',
      menu: MenuId.CommentThreadTitle,
      order: 1,
      when: 'commentThread == resolved',
      run: resolve(false),
    },
    {
      id: 'apply',
      title: 'Apply Suggestion',
      icon: 'git-stash-apply',
      menu: MenuId.CommentTitle,
      order: 0,
      when: 'comment =~ /apply/',
      run: (thread, { comment }) => comment && acts.apply(thread.threadId, comment.id),
    },
    {
      id: 'edit',
      title: 'Edit Comment',
      icon: 'edit',
      menu: MenuId.CommentTitle,
      order: 1,
      when: 'comment =~ /edit/',
      run: (thread, { comment }) => comment && controller.edit(thread, comment.id),
    },
    {
      id: 'delete',
      title: 'Delete Comment',
      icon: 'trash',
      menu: MenuId.CommentTitle,
      order: 2,
      when: 'comment =~ /delete/',
      run: (thread, { comment }) => comment && acts.remove(thread.threadId, comment.id),
    },
    {
      id: 'save',
      title: 'Save',
      menu: MenuId.CommentActions,
      order: 1,
      precondition: written,
      run: (thread, { comment, text }) => comment && controller.save(thread, comment, text),
    },
    {
      id: 'cancel',
      title: 'Cancel',
      menu: MenuId.CommentActions,
      order: 2,
      run: (thread) => controller.edit(thread, null),
    },
  ];
}

/** Puts what a person can do into the menus of threads and comments. */
export function registerActions(controller: Controller): void {
  for (const { id, title, icon, menu, order, when, precondition, run } of actionsOf(controller)) {
    const shown = ContextKeyExpr.deserialize(when === undefined ? ours : `${ours} && ${when}`);
    const enabled = ContextKeyExpr.deserialize(precondition);
    const options: IAction2Options = {
      id: `ensemble.comments.${id}`,
      title: { value: title, original: title },
      f1: false,
      menu: [{ id: menu, group: 'inline', order, ...(shown === undefined ? {} : { when: shown }) }],
      ...(icon === undefined ? {} : { icon: ThemeIcon.fromId(icon) }),
      ...(enabled === undefined ? {} : { precondition: enabled }),
    };
    registerAction2(
      class extends Action2 {
        constructor() {
          super(options);
        }

        override run(_accessor: ServicesAccessor, ...args: unknown[]): unknown {
          const thread = controller.threadOf(args.flat());
          const context = args.flat()[0] as { commentUniqueId?: number; text?: string } | undefined;
          if (!thread) return;
          const comment = thread.comments.find((each) => each.uniqueIdInThread === context?.commentUniqueId);
          return run(thread, { comment, text: context?.text ?? '' });
        }
      },
    );
  }
}
