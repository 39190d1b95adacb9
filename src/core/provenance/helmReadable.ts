import { usableKeys } from './helm/checkDetached';
import { GoError } from './helm/goError';
import { readGoRing } from './helm/goRing';
import type { HelmVersion } from './helm/goRules';

/** Whether Helm can read a ring and verify with a key of it. Not looked at: expiry and revocation, which change with time. */
export function isReadableByHelm(helm: HelmVersion, ring: Uint8Array): boolean {
  try {
    return usableKeys(helm, readGoRing(helm, ring)).length > 0;
  } catch (error) {
    if (error instanceof GoError) return false;
    throw error;
  }
}
