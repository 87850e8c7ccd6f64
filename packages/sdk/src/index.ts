export * from '../../../src/client/sdk/index.ts';
