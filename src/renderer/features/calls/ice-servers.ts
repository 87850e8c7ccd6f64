import type { App } from '../../session/app.ts';

/** Servers that help windows of a call to reach each other. Without any, those of one network do. */
export async function iceConfiguration(_app: App): Promise<RTCConfiguration> {
  return { iceServers: [] };
}
