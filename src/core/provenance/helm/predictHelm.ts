import type { Digest } from '../../../util/digest';
import type { HelmOutcome } from '../report';
import { checkDetached } from './checkDetached';
import { findSum } from './goBody';
import { asGoError, GoError } from './goError';
import { readGoBlock } from './goFrame';
import { readGoRing } from './goRing';
import type { HelmVersion } from './goRules';

export interface HelmInput {
  /** Base name of the archive on disk: what Helm looks up. */
  readonly fileName: string;
  readonly digest: Digest;
  readonly provenance: Uint8Array | undefined;
  /** The keyring file. */
  readonly ring: Uint8Array;
  readonly nowSeconds: number;
}

/**
 * What `helm verify` of Helm 3.17.1 or 4.1.4 says to these files (pkg/action/verify.go, pkg/downloader VerifyChart,
 * pkg/provenance Signatory.Verify): the text after `Error: `, or what it prints on success. Where Helm's order of user ids
 * is random, they come in the order of the key.
 */
export function predictHelm(helm: HelmVersion, input: HelmInput): HelmOutcome {
  try {
    return { ok: true, message: verify(helm, input) };
  } catch (thrown) {
    return { ok: false, message: asGoError(thrown).message };
  }
}

function verify(helm: HelmVersion, { fileName, digest, provenance, ring, nowSeconds }: HelmInput): string {
  const fail = (text: string) => new GoError('other', text);
  if (!/\.tgz$/i.test(fileName)) throw fail('chart must be a tgz file');
  if (provenance === undefined) {
    const path = `${fileName}.prov`;
    throw fail(`could not load provenance file ${path}: stat ${path}: no such file or directory`);
  }
  const entities = loadRing(helm, ring);
  const block = readGoBlock(helm, provenance);
  if (block === undefined) throw fail(`${helm === 3 ? 'failed to decode signature: ' : ''}signature block not found`);
  if (block === 'panic') throw fail('panic: runtime error: slice bounds out of range [:-1]');
  const signer = checkDetached(helm, entities, block, nowSeconds);
  const sum = findSum(helm, block.plaintext, fileName);
  if (sum === undefined) throw fail(`provenance does not contain a SHA for a file named ${JSON.stringify(fileName)}`);
  if (sum !== digest)
    throw fail(`sha256 sum does not match for ${fileName}: ${JSON.stringify(sum)} != ${JSON.stringify(digest)}`);
  const names = [...signer.identities.values()].map(identity => `Signed by: ${identity.text}`);
  return [...names, `Using Key With Fingerprint: ${signer.primary.fingerprint}`, `Chart Hash Verified: ${digest}`].join(
    '\n',
  );
}

function loadRing(helm: HelmVersion, ring: Uint8Array): ReturnType<typeof readGoRing> {
  try {
    return readGoRing(helm, ring);
  } catch (thrown) {
    throw new GoError('other', `failed to load keyring: ${asGoError(thrown).message}`);
  }
}
