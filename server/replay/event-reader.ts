export { EventReader } from '../../src/shared/session/event-reader.ts';
