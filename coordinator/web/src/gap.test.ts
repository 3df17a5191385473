import { describe, expect, it } from 'vitest';
import { look } from './gap';

describe('look', () => {
  it('measures from the moment a packet was seen first to the next one', () => {
    let now = look(undefined, 960, 0);
    for (const [timestamp, millis] of [
      [1920, 20],
      [1920, 40],
      [1920, 90],
      [2880, 110],
      [3840, 130],
    ] as const) {
      now = look(now, timestamp, millis);
    }
    expect(now.longestMillis).toBe(90);
  });

  it('counts no time before the first packet, and none that has not ended', () => {
    const first = look(undefined, 960, 5_000);
    expect(first.longestMillis).toBe(0);
    expect(look(first, 960, 9_000).longestMillis).toBe(0);
  });
});
