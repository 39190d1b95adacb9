import type { Clock } from '../workflows/ports';

export const systemClock: Clock = { now: () => Date.now() };
