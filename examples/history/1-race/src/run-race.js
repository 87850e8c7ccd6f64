import fleet from '../boats.json' with { type: 'json' };
import { places } from './race.js';

console.log('A race over 100 metres of water:\n');
for (const { rank, name, seconds } of places(fleet.boats, 100, fleet.wind))
  console.log(`${rank}  ${name.padEnd(10)} ${seconds.toFixed(1)} s`);
