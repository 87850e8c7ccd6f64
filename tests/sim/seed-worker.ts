import { parentPort, workerData } from 'node:worker_threads';
import { type Course, simulate } from './simulate.ts';

// Runs its courses one after another, and tells each outcome.
for (const course of workerData as Course[]) parentPort?.postMessage({ course, outcome: await simulate(course) });
