import type { GpgFailure } from '../../core/errors';

/** `[GNUPG:] KEYWORD arguments` on the status descriptor (GnuPG doc/DETAILS). */
export interface StatusLine {
  readonly keyword: string;
  readonly args: readonly string[];
}

const prefix = '[GNUPG:] ';

export function parseStatusLines(text: string): readonly StatusLine[] {
  return text
    .split(/\r?\n/)
    .filter(line => line.startsWith(prefix))
    .map(line => {
      const [keyword = '', ...args] = line.slice(prefix.length).split(' ');
      return { keyword, args };
    });
}

/** libgpg-error's numbers (gpg-error.h); system errors carry bit 15. */
const failureByCode: ReadonlyMap<number, GpgFailure> = new Map([
  [11, 'wrongPassphrase'],
  [17, 'noSecretKey'],
  [53, 'unusableKey'],
  [54, 'unusableKey'],
  [60, 'loopbackRefused'],
  [62, 'timeout'],
  [77, 'noAgent'],
  [78, 'noAgent'],
  [85, 'noPinentry'],
  [87, 'wrongPin'],
  [99, 'cancelled'],
  [108, 'cardFailed'],
  [110, 'cardMissing'],
  [112, 'cardMissing'],
  [119, 'noCardDaemon'],
  [120, 'noCardDaemon'],
  [130, 'cardLocked'],
  [153, 'unusableKey'],
  [198, 'cancelled'],
  // ENOTTY: the curses pinentry without a terminal.
  [0x8000 | 102, 'noPinentry'],
]);

/** Why a signature was not made. The exit code is not asked: gpg ends with 0 and with 2 for either outcome. */
export function explainFailure(lines: readonly StatusLine[]): GpgFailure {
  if (lines.some(({ keyword, args }) => keyword === 'CARDCTRL' && args[0] === '1')) return 'cardMissing';
  const codes = lines
    .filter(({ keyword }) => keyword === 'FAILURE' || keyword === 'ERROR')
    .map(({ args }) => Number(args[1]) & 0xffff);
  for (const code of codes) {
    const failure = failureByCode.get(code);
    if (failure !== undefined) return failure;
  }
  const refused = lines.find(({ keyword }) => keyword === 'INV_SGNR');
  if (refused !== undefined) return refused.args[0] === '9' || refused.args[0] === '1' ? 'noSecretKey' : 'unusableKey';
  const card = lines.find(({ keyword }) => keyword === 'SC_OP_FAILURE');
  if (card !== undefined) return card.args[0] === '1' ? 'cancelled' : card.args[0] === '2' ? 'wrongPin' : 'cardFailed';
  return 'other';
}

/** The fingerprint of the one signature that was made; `undefined` when there is none, or more than one. */
export function createdSignature(lines: readonly StatusLine[]): string | undefined {
  const created = lines.filter(({ keyword }) => keyword === 'SIG_CREATED');
  const failed = lines.some(({ keyword }) => keyword === 'FAILURE' || keyword === 'INV_SGNR');
  return created.length === 1 && !failed ? created[0]?.args[5] : undefined;
}

/** Process of the pinentry that asks now: it outlives gpg, and an unanswered one blocks the agent for everybody. */
export function pinentryProcess(lines: readonly StatusLine[]): number | undefined {
  const pid = Number(lines.findLast(({ keyword }) => keyword === 'PINENTRY_LAUNCHED')?.args[0]);
  return Number.isInteger(pid) && pid > 1 ? pid : undefined;
}
