import { statusTools } from './status-tools.ts';
import { talkTools } from './talk-tools.ts';
import { textTools } from './text-tools.ts';
import type { McpTool } from './tool.ts';

/** All tools of the MCP server. */
export const tools: readonly McpTool[] = [...statusTools, ...textTools, ...talkTools];
