import { askTools } from './ask-tools.ts';
import { commentTools } from './comment-tools.ts';
import { fileTools } from './file-tools.ts';
import { gitTools } from './git-tools.ts';
import { lockTools } from './lock-tools.ts';
import { machineTools } from './machine-tools.ts';
import { proposalTools } from './proposal-tools.ts';
import { statusTools } from './status-tools.ts';
import { talkTools } from './talk-tools.ts';
import { taskTools } from './task-tools.ts';
import { textTools } from './text-tools.ts';
import type { McpTool } from './tool.ts';

/** All tools of the MCP server. */
export const tools: readonly McpTool[] = [
  ...statusTools,
  ...fileTools,
  ...textTools,
  ...proposalTools,
  ...lockTools,
  ...talkTools,
  ...askTools,
  ...commentTools,
  ...taskTools,
  ...machineTools,
  ...gitTools,
];
