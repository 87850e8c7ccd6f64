import { Server } from '@hocuspocus/server';
import { serveUsage } from '../usage.ts';

// As it comes, without any store: what it is told is in memory only.
const server = new Server({ address: '127.0.0.1', port: 0, quiet: true, stopOnSignals: false });
await server.listen();
serveUsage(server.address.port);
