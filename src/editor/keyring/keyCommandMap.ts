import type { KeyInfo } from '../../core/provenance/keyring';

type KeyCommand<R = void> = (target?: unknown) => Promise<R | undefined>;

/** The keyring's own commands; they take a row of the view, a fingerprint, or nothing. */
export interface KeyCommandMap {
  readonly 'helmChartRelease.showKey': KeyCommand;
  readonly 'helmChartRelease.compareFingerprint': KeyCommand<boolean>;
  readonly 'helmChartRelease.useGpgKey': () => Promise<KeyInfo | undefined>;
  readonly 'helmChartRelease.setSigningMethod': KeyCommand;
  readonly 'helmChartRelease.lockKeyring': () => Promise<void>;
  readonly 'helmChartRelease.backUpKey': KeyCommand<string>;
  readonly 'helmChartRelease.extendExpiry': KeyCommand<KeyInfo>;
  readonly 'helmChartRelease.publishKey': KeyCommand<string>;
  readonly 'helmChartRelease.findKey': KeyCommand<readonly KeyInfo[]>;
  readonly 'helmChartRelease.rotateKey': KeyCommand<KeyInfo>;
  readonly 'helmChartRelease.revokeKey': KeyCommand<boolean>;
}
