import { capability } from '../../core/capability.ts';
import { agentMethods } from './methods.ts';

/** Agents that work in the session for one of its people, who is their owner. */
export const agents = capability({
  name: 'agents',
  kinds: {},
  methods: agentMethods,
  slice: {},
  reducers: [],
});
