import { Server } from '@hocuspocus/server';
import { serveUsage } from '../usage.ts';

// With its defaults, and no store: all content is in memory only.
const server = new Server({ address: '127.0.0.1', port: 0, quiet: true, stopOnSignals: false });
await server.listen();
serveUsage(server.address.port);
