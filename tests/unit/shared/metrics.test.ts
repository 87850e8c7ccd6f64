import { expect, it } from 'vitest';
import { MemoryMetrics, noMetrics } from '../../../src/shared/metrics.ts';

it('counters and histograms are told in the text format of Prometheus', () => {
  const metrics = new MemoryMetrics();
  metrics.counter('entries_total', 'Entries').add();
  metrics.counter('entries_total', 'Entries').add(2);
  const delays = metrics.histogram('delay_ms', 'Delay', [1, 10]);
  for (const value of [0.5, 1, 4, 400]) delays.record(value);
  expect(metrics.text()).toBe(
    [
      '# HELP entries_total Entries',
      '# TYPE entries_total counter',
      'entries_total 3',
      '# HELP delay_ms Delay',
      '# TYPE delay_ms histogram',
      'delay_ms_bucket{le="1"} 2',
      'delay_ms_bucket{le="10"} 3',
      'delay_ms_bucket{le="+Inf"} 4',
      'delay_ms_sum 405.5',
      'delay_ms_count 4',
      '',
    ].join('\n'),
  );
});

it('nobody need count', () => {
  noMetrics.counter('a', '').add();
  noMetrics.histogram('b', '', []).record(1);
});
