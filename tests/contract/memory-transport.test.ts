import { memoryTransportPair } from '../../src/client/memory-transport.ts';
import { describeTransport } from './transport-contract.ts';

describeTransport('in memory', async () => memoryTransportPair());
