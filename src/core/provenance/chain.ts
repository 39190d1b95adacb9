import type { Digest } from '../../util/digest';
import type { CheckArgs, CheckCode } from './checkCodes';
import type { Check, CheckId, CheckState, Signer, Verdict, VerificationReport } from './report';

const order: readonly CheckId[] = [
  'provenance-present',
  'frame',
  'signature',
  'key-known',
  'key-valid-when-signed',
  'key-valid-now',
  'key-trusted',
  'algorithms',
  'file-listed',
  'digest',
  'metadata',
];

/** Collects the checks of one verification and draws the verdict from them. */
export class Chain {
  readonly #checks: Check[] = [];
  signer?: Signer;
  signedText?: string;
  claimedKey: string | undefined;

  constructor(readonly digest: Digest) {}

  add<C extends CheckCode>(id: CheckId, state: CheckState, code: C, args: CheckArgs<C>): void {
    this.#checks.push({ id, state, code, args });
  }

  has(id: CheckId): boolean {
    return this.#checks.some(check => check.id === id);
  }

  get isTrusted(): boolean {
    return this.#checks.some(({ id, state }) => id === 'key-trusted' && state === 'passed');
  }

  /** Checks in the order of the chain; what was not reached is `skipped`. */
  report(fileName: string): Omit<VerificationReport, 'helm3' | 'helm4'> {
    const checks = order.flatMap(id => {
      const found = this.#checks.filter(check => check.id === id);
      return found.length > 0
        ? found
        : [{ id, state: 'skipped' as const, code: 'check.notReached' satisfies CheckCode, args: {} }];
    });
    return {
      verdict: drawVerdict(checks),
      fileName,
      digest: this.digest,
      checks,
      ...(this.signer ? { signer: this.signer } : {}),
      ...(this.signedText === undefined ? {} : { signedText: this.signedText }),
      ...(this.claimedKey === undefined ? {} : { claimedKey: this.claimedKey }),
    };
  }
}

/**
 * The first failed check decides, algorithms and trust excepted: a wrong digest must not hide behind "weak" or "key not
 * trusted". Then those two, then warnings. Only a chain without any failure or warning is trusted.
 */
function drawVerdict(checks: readonly Check[]): Verdict {
  const isPolicy = ({ id }: Check) => id === 'key-trusted' || id === 'algorithms';
  const failed = checks.find(check => check.state === 'failed' && !isPolicy(check));
  if (failed) return failureVerdict(failed);
  if (checks.some(check => check.id === 'algorithms' && check.state === 'failed')) return 'weak';
  if (checks.some(check => check.id === 'key-trusted' && check.state !== 'passed')) return 'untrusted-key';
  const change = checks.find(check => check.id === 'key-valid-now' && check.state === 'warned');
  if (change) return keyVerdict(change.code) ?? 'weak';
  return checks.some(check => check.state === 'warned') ? 'weak' : 'trusted';
}

function failureVerdict({ id, code }: Check): Verdict {
  switch (id) {
    case 'provenance-present':
      return 'unsigned';
    case 'frame':
      return 'malformed';
    case 'key-known':
      return 'unknown-key';
    case 'key-valid-when-signed':
    case 'key-valid-now':
      return keyVerdict(code) ?? 'bad-signature';
    // The provenance is about another archive.
    case 'file-listed':
    case 'digest':
    case 'metadata':
      return code === 'metadata.notCompared' ? 'malformed' : 'digest-mismatch';
    default:
      return 'bad-signature';
  }
}

function keyVerdict(code: string): Verdict | undefined {
  if (/^key\.(?:expired|subkeyExpired)/.test(code)) return 'expired-key';
  return /^key\.(?:revoked|subkeyRevoked|identitiesRevoked)/.test(code) ? 'revoked-key' : undefined;
}
