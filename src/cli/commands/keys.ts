import { basename, resolve } from 'node:path';
import { ChartReleaseError } from '../../core/errors';
import { armorPublicKey, exportKeyring } from '../../core/provenance/exportKeyring';
import type { KeyInfo, KeyringKey } from '../../core/provenance/keyring';
import { formatTrustScope } from '../../core/trust/scope';
import { parseFingerprint } from '../../core/trust/policy';
import { fileStore } from '../../node/fileStore';
import { systemClock } from '../../node/systemClock';
import { KeyringFile } from '../../node/keyringFile';
import { parseScopes } from '../../node/trustDecisions';
import { displayText } from '../../util/displayText';
import { encodeUtf8 } from '../../util/bytes';
import { limits } from '../../workflows/limits';
import { parseFlags } from '../flags';
import { keyringPath } from '../keys';
import type { CliCommand } from '../run';
import type { Terminal } from '../terminal';
import { UsageError } from '../usage';

interface Request {
  readonly flags: { readonly json?: boolean; readonly [name: string]: string | boolean | undefined };
  readonly names: readonly string[];
  readonly ring: KeyringFile;
  readonly terminal: Terminal;
}

const actions: Readonly<Record<string, (request: Request) => Promise<number>>> = {
  list: listKeys,
  import: importKeys,
  export: exportKeys,
  trust: request => setTrust(request, true),
  untrust: request => setTrust(request, false),
};

/** JSON: `{keys: [...], problems: [{reason, offset}]}` for list and import, `{fingerprint, trusted, scopes}` for trust and untrust. */
export const keysCommand: CliCommand = async (args, terminal) => {
  const [name = '', ...rest] = args;
  const action = Object.hasOwn(actions, name) ? actions[name] : undefined;
  if (action === undefined) throw new UsageError('needs one of: list, import, export, trust, untrust');
  const { flags, positionals } = parseFlags(rest, {
    keyring: 'text',
    output: 'text',
    scope: 'text',
    armor: 'switch',
    helm3: 'switch',
    trust: 'switch',
    json: 'switch',
  });
  const ring = new KeyringFile(keyringPath(flags.keyring, terminal), fileStore());
  return action({ flags, names: positionals, ring, terminal });
};

async function listKeys({ ring, flags, names, terminal }: Request): Promise<number> {
  const { keys, problems } = await ring.read();
  const wanted = names.length === 0 ? keys : names.map(name => pickKey(keys, name));
  if (flags.json) terminal.result(JSON.stringify({ keys: wanted.map(keyJson), problems }, undefined, 2));
  else {
    for (const key of wanted) terminal.result(keyLines(key));
    if (keys.length === 0) terminal.message('the keyring holds no key that can be read');
    else warnOfProblems(terminal, problems.length);
  }
  return 0;
}

async function importKeys({ ring, flags, names, terminal }: Request): Promise<number> {
  if (names.length === 0) throw new UsageError('import needs at least one key file');
  const keys = new Map<string, KeyringKey>();
  const problems = [];
  for (const name of names) {
    const path = resolve(terminal.currentDirectory, name);
    const bytes = await fileStore().read(path, limits.keyFileBytes);
    if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
    const result = await ring.import(bytes, basename(path), flags['trust'] === true);
    for (const key of result.keys) keys.set(key.info.fingerprint, key);
    problems.push(...result.problems);
  }
  const imported = [...keys.values()];
  if (flags.json) terminal.result(JSON.stringify({ keys: imported.map(keyJson), problems }, undefined, 2));
  else {
    for (const key of imported) terminal.result(keyLines(key));
    warnOfProblems(terminal, problems.length);
  }
  return 0;
}

async function exportKeys({ ring, flags, names, terminal }: Request): Promise<number> {
  const { keys } = await ring.read();
  const wanted = names.length === 0 ? keys : names.map(name => pickKey(keys, name));
  const { output } = flags;
  if (typeof output !== 'string') {
    terminal.result(wanted.map(armorPublicKey).join('').trimEnd());
    return 0;
  }
  const path = resolve(terminal.currentDirectory, output);
  const isArmored = flags['armor'] === true || /\.asc$/i.test(output);
  const binary = exportKeyring(wanted, { for: flags['helm3'] === true ? 'helm3' : 'helm' });
  await fileStore().write(path, isArmored ? encodeUtf8(wanted.map(armorPublicKey).join('')) : binary);
  const fingerprints = wanted.map(({ info }) => info.fingerprint);
  terminal.result(flags.json ? JSON.stringify({ path, fingerprints }, undefined, 2) : path);
  return 0;
}

async function setTrust({ ring, flags, names, terminal }: Request, trusted: boolean): Promise<number> {
  const [name, ...more] = names;
  if (name === undefined || more.length > 0) throw new UsageError('needs exactly one key');
  const { scope } = flags;
  if (!trusted && scope !== undefined) throw new UsageError('--scope belongs to keys trust');
  const scopes = parseScopes(typeof scope === 'string' ? scope.split(',') : []);
  const { fingerprint } = pickKey((await ring.read()).keys, name).info;
  await ring.setTrust(fingerprint, trusted, scopes);
  const texts = scopes.map(formatTrustScope);
  if (flags.json) terminal.result(JSON.stringify({ fingerprint, trusted, scopes: texts }, undefined, 2));
  else terminal.result(`${fingerprint} ${trustText(trusted, texts)}`);
  return 0;
}

/** By whole fingerprint, or by a part of one identity that no other key has: key ids can be forged. */
function pickKey(keys: readonly KeyringKey[], name: string): KeyringKey {
  const fingerprint = parseFingerprint(name);
  const exact = keys.filter(({ info }) => info.fingerprint === fingerprint || info.userIds.includes(name));
  const matching = exact.length > 0 ? exact : keys.filter(({ info }) => info.userIds.some(id => id.includes(name)));
  const [key, ...others] = matching;
  if (key === undefined || name === '') throw new ChartReleaseError('key.notFound', { fingerprint: name });
  if (others.length > 0)
    throw new UsageError(`more than one key has ${JSON.stringify(name)} in its identity: give a fingerprint`);
  return key;
}

/** `state` is that of this moment; `notYetValid`: made in the future by its own account. */
function keyJson({ info, trusted, scopes = [] }: KeyringKey): object {
  const { createdAtSeconds, expiresAtSeconds, subkeys, readableByHelm3, readableByHelm4, ...rest } = info;
  return {
    ...rest,
    state: keyState(info, systemClock.now()),
    created: isoTime(createdAtSeconds),
    expires: isoTime(expiresAtSeconds),
    helm3: readableByHelm3,
    helm4: readableByHelm4,
    trusted,
    scopes: scopes.map(formatTrustScope),
    subkeys: subkeys.map(({ createdAtSeconds: created, expiresAtSeconds: expires, ...subkey }) => ({
      ...subkey,
      created: isoTime(created),
      expires: isoTime(expires),
    })),
  };
}

function keyState(info: KeyInfo, nowMs: number): 'valid' | 'expired' | 'revoked' | 'notYetValid' {
  if (info.revoked) return 'revoked';
  if (info.createdAtSeconds * 1000 > nowMs) return 'notYetValid';
  return info.expiresAtSeconds !== undefined && info.expiresAtSeconds * 1000 <= nowMs ? 'expired' : 'valid';
}

function keyLines({ info, trusted, scopes = [] }: KeyringKey): string {
  const facts = [
    info.algorithm,
    info.revoked ? 'revoked' : undefined,
    expiryText(info.expiresAtSeconds, systemClock.now()),
    info.canSign ? undefined : 'cannot sign',
    info.readableByHelm3 ? undefined : 'not readable by Helm 3',
    info.readableByHelm4 ? undefined : 'not readable by Helm 4',
    trustText(trusted, scopes.map(formatTrustScope)),
  ];
  const names = info.userIds.map(id => `  ${displayText(id)}`);
  return [`${info.fingerprint} ${facts.filter(fact => fact !== undefined).join(', ')}`, ...names].join('\n');
}

function trustText(trusted: boolean, scopes: readonly string[]): string {
  if (!trusted) return 'not trusted';
  return scopes.length === 0 ? 'trusted' : `trusted for ${scopes.join(', ')}`;
}

function expiryText(expiresAtSeconds: number | undefined, nowMs: number): string {
  if (expiresAtSeconds === undefined) return 'does not expire';
  const day = isoTime(expiresAtSeconds)?.slice(0, 10) ?? '';
  return expiresAtSeconds * 1000 <= nowMs ? `expired ${day}` : `expires ${day}`;
}

/** RFC 3339 in UTC; `null` in JSON for a key that does not expire. */
function isoTime(seconds: number | undefined): string | null {
  return seconds === undefined ? null : new Date(seconds * 1000).toISOString().replace('.000Z', 'Z');
}

function warnOfProblems(terminal: Terminal, count: number): void {
  if (count === 0) return;
  const parts = count === 1 ? 'a part' : `${count} parts`;
  terminal.message(`warning: ${parts} of the file could not be read; --json says which`);
}
