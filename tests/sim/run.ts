import { simulate } from './simulate.ts';

let failed = 0;
const n = Number(process.argv[2] ?? 200);
for (let seed = Number(process.argv[3] ?? 1); seed <= n; seed++) {
  const o = await simulate({ seed });
  if (o.failure) {
    failed++;
    console.log(seed, o.failure.slice(0, 600), '\n   ', o.steps.join(', '));
    if (failed > 12) break;
  }
}
console.log(failed, 'failed');
