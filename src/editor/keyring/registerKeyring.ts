import { copyFingerprintCommand, deleteKeyCommand, exportKeyringCommand } from '../commands/keyCommands';
import type { CommandMap } from '../commandMap';
import type { Host } from '../host';
import { generateKey } from './generateKey';
import { setSigningMethodCommand, useGpgKeyCommand } from './gpgCommands';
import { importKeyCommand } from './importKey';
import type { KeyCommandMap } from './keyCommandMap';
import { findKeyCommand } from './findKey';
import { publishKeyCommand } from './publishKey';
import { showKeyCommand } from './keyPage';
import { backUpKeyCommand, extendExpiryCommand, lockKeyringCommand, revokeKeyCommand } from './lifeCommands';
import { rotateKeyCommand } from './rotateKey';
import { compareFingerprintCommand, trustKeyCommand, untrustKeyCommand } from './trustCommands';

type Ours =
  | keyof KeyCommandMap
  | `helmChartRelease.${'generateKey' | 'importKey' | 'exportKeyring' | 'trustKey' | 'untrustKey' | 'deleteKey' | 'copyFingerprint'}`;

/** The commands around keys. */
export function keyringCommands(host: Host): Pick<CommandMap, Ours> {
  return {
    'helmChartRelease.generateKey': () => generateKey(host),
    'helmChartRelease.importKey': importKeyCommand(host),
    'helmChartRelease.exportKeyring': exportKeyringCommand(host),
    'helmChartRelease.trustKey': trustKeyCommand(host),
    'helmChartRelease.untrustKey': untrustKeyCommand(host),
    'helmChartRelease.deleteKey': deleteKeyCommand(host),
    'helmChartRelease.copyFingerprint': copyFingerprintCommand(host),
    'helmChartRelease.showKey': showKeyCommand(host),
    'helmChartRelease.compareFingerprint': compareFingerprintCommand(host),
    'helmChartRelease.useGpgKey': useGpgKeyCommand(host),
    'helmChartRelease.setSigningMethod': setSigningMethodCommand(host),
    'helmChartRelease.lockKeyring': lockKeyringCommand(host),
    'helmChartRelease.backUpKey': backUpKeyCommand(host),
    'helmChartRelease.extendExpiry': extendExpiryCommand(host),
    'helmChartRelease.findKey': findKeyCommand(host),
    'helmChartRelease.publishKey': publishKeyCommand(host),
    'helmChartRelease.rotateKey': rotateKeyCommand(host),
    'helmChartRelease.revokeKey': revokeKeyCommand(host),
  };
}
