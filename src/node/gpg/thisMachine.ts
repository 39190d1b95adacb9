import { homedir } from 'node:os';
import type { Machine } from './findGpg';

export function thisMachine(forbidden: readonly string[], environment: NodeJS.ProcessEnv = process.env): Machine {
  return { platform: process.platform, environment, homeDirectory: homedir(), forbidden };
}
