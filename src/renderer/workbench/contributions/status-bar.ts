import { getService, IStatusbarService } from '@codingame/monaco-vscode-api';
import {
  type IStatusbarEntry,
  type IStatusbarEntryAccessor,
  StatusbarAlignment,
} from '@codingame/monaco-vscode-api/vscode/vs/workbench/services/statusbar/browser/statusbar';
import type { StatusBarEntry, StatusBarItem, StatusBarPort } from '../ports/contributions.ts';

function toEntry(name: string, entry: StatusBarEntry): IStatusbarEntry {
  const { icon, text, ariaLabel, tooltip, command, kind } = entry;
  return {
    name,
    text: icon === undefined ? text : `$(${icon}) ${text}`,
    ariaLabel,
    ...(tooltip === undefined ? {} : { tooltip }),
    ...(command === undefined ? {} : { command }),
    ...(kind === undefined ? {} : { kind: kind === 'session' ? 'remote' : kind }),
  };
}

function create(options: Parameters<StatusBarPort['create']>[0]): StatusBarItem {
  const side = options.side === 'left' ? StatusbarAlignment.LEFT : StatusbarAlignment.RIGHT;
  let wanted: StatusBarEntry | null = null;
  let shown: IStatusbarEntryAccessor | null = null;
  const update = async () => {
    const bar = await getService(IStatusbarService);
    if (wanted === null) {
      shown?.dispose();
      shown = null;
    } else if (shown === null) {
      shown = bar.addEntry(toEntry(options.name, wanted), options.id, side, options.priority);
    } else {
      shown.update(toEntry(options.name, wanted));
    }
  };
  const hide = () => {
    wanted = null;
    void update();
  };
  return {
    show: (entry) => {
      wanted = entry;
      void update();
    },
    hide,
    dispose: hide,
  };
}

export const statusBar: StatusBarPort = { create };
