import { join } from 'node:path';
import { loadArchive } from '../../core/archive/loadArchive';
import type { ChartArchive } from '../../core/archive/chartArchive';
import type { Context } from '../../core/context';
import { ChartReleaseError } from '../../core/errors';
import type { JournalBegin, JournalChart, JournalEntry, JournalState } from '../../core/release/journal';
import { formatEntry, readJournal, stepKey } from '../../core/release/journal';
import type { PlannedChart } from '../../core/release/plannedChart';
import { isReleasable } from '../../core/release/plannedChart';
import type { Digest } from '../../util/digest';
import { sha256 } from '../../util/digest';
import { limits } from '../limits';
import type { DetachedSigner, FileStore } from '../ports';
import { makeProvenance } from '../signChart';
import type { VerifyPorts } from '../verifyChart';
import { verifyBytes } from '../verifyChart';
import type { JournalStore, ReleaseTarget } from './ports';
import type { ReleaseReceipt } from './receipt';
import { buildReceipt, receiptText } from './receipt';

export interface RunPorts extends VerifyPorts {
  readonly store: FileStore;
  readonly journal: JournalStore;
  /** Throws when an address of an unfinished release can no longer be used. */
  readonly targetAt: (address: string) => ReleaseTarget;
}

export interface RunRequest {
  /** Absolute folder that receives packages and provenance files; the journal and what is not finished is in `.release`. */
  readonly destination: string;
  readonly signer: DetachedSigner;
}

export interface RunResult {
  readonly receipt: ReleaseReceipt;
  readonly receiptPath: string;
}

/**
 * Carries out a plan, step by step: all packages are kept first, then signed and verified, then published in order, then
 * pulled back, verified and compared. Each step is written to the journal when it is done, so that `resumeRelease` goes on
 * from any moment, even after a crash. Throws `release.unfinished` when there is something to resume, `release.blocked` for
 * a chart whose version is taken or that is broken, `policy.signerNotAllowed` before anything is written, and the codes of
 * each step.
 */
export async function runRelease(
  ports: RunPorts,
  plan: { readonly charts: readonly PlannedChart[]; readonly archives: ReadonlyMap<string, ChartArchive> },
  request: RunRequest,
  context: Context,
): Promise<RunResult | undefined> {
  refuseBlocked(plan.charts);
  const charts = plan.charts.filter(isReleasable);
  if (charts.length === 0) return undefined;
  for (const { directory } of charts)
    (await ports.policies.policiesFor(directory)).requireSigner(request.signer.key.fingerprint);
  const unlock = await ports.journal.lock();
  try {
    if ((await ports.journal.read()) !== undefined)
      throw new ChartReleaseError('release.unfinished', { path: ports.journal.path });
    for (const chart of charts) await keepPackage(ports.store, request.destination, chart, plan.archives);
    const begin = beginOf(charts, request.signer, ports.clock.now());
    // A wrong passphrase shows at the first signature: then there is nothing to resume.
    const first = begin.charts[0];
    const signed = first === undefined ? undefined : await signOne(ports, request, first, context);
    await ports.journal.append(formatEntry(begin));
    if (signed !== undefined) await ports.journal.append(formatEntry(signed));
    return await goOn(ports, request, context);
  } finally {
    await unlock();
  }
}

/**
 * Goes on with a release that was interrupted: nothing that is done is done again, and nothing is published that is not
 * exactly what the interrupted release had packed and signed. Throws `release.nothingToResume`, `release.journalDamaged`,
 * `release.fileChanged`.
 */
export async function resumeRelease(ports: RunPorts, request: RunRequest, context: Context): Promise<RunResult> {
  const unlock = await ports.journal.lock();
  try {
    return await goOn(ports, request, context);
  } finally {
    await unlock();
  }
}

/** Forgets an unfinished release. What is published stays published. */
export async function abandonRelease(journal: JournalStore): Promise<void> {
  const unlock = await journal.lock();
  try {
    await journal.clear();
  } finally {
    await unlock();
  }
}

/** What an unfinished release has done so far; `undefined` when there is none. Throws `release.journalDamaged`. */
export async function unfinishedRelease(journal: JournalStore): Promise<JournalState | undefined> {
  const text = await journal.read();
  const state = text === undefined ? undefined : readJournal(text);
  if (state !== undefined && 'damaged' in state)
    throw new ChartReleaseError('release.journalDamaged', { path: journal.path, line: state.damaged });
  return state;
}

function refuseBlocked(charts: readonly PlannedChart[]): void {
  for (const { name, version, state, advice, problem } of charts) {
    if (state !== 'taken' && state !== 'broken') continue;
    if (problem instanceof ChartReleaseError && problem.code.startsWith('policy.')) throw problem;
    const reason =
      state === 'broken'
        ? 'it cannot be packaged'
        : `this version is published with other contents; raise it${advice.suggested === undefined ? '' : ` to ${advice.suggested}`}`;
    throw new ChartReleaseError('release.blocked', { chart: name, version, reason });
  }
}

function stagedPath(destination: string, fileName: string): string {
  return join(destination, '.release', fileName);
}

async function keepPackage(
  store: FileStore,
  destination: string,
  chart: PlannedChart,
  archives: ReadonlyMap<string, ChartArchive>,
): Promise<void> {
  const archive = archives.get(chart.directory);
  if (archive === undefined) throw new ChartReleaseError('chart.notFound', { path: chart.directory });
  await store.write(stagedPath(destination, archive.fileName), archive.bytes);
}

function beginOf(charts: readonly PlannedChart[], signer: DetachedSigner, now: number): JournalBegin {
  const startedAt = new Date(now).toISOString();
  return {
    kind: 'begin',
    id: startedAt.replace(/[-:]/g, '').replace(/\.\d+/, ''),
    startedAt,
    fingerprint: signer.key.fingerprint,
    signer: signer.key.userIds,
    charts: charts.flatMap(({ name, version, directory, archive, targets }) =>
      archive === undefined
        ? []
        : [
            {
              name,
              version,
              directory,
              fileName: archive.fileName,
              archiveDigest: archive.digest,
              targets: targets.filter(({ state }) => state === 'absent').map(({ target }) => target),
            },
          ],
    ),
  };
}

async function goOn(ports: RunPorts, request: RunRequest, context: Context): Promise<RunResult> {
  const before = await unfinishedRelease(ports.journal);
  if (before === undefined) throw new ChartReleaseError('release.nothingToResume', { path: ports.journal.path });
  const { charts } = before.begin;
  const steps = charts.reduce((sum, chart) => sum + 1 + 2 * chart.targets.length, 0);
  let done = before.signed.size + before.published.size + before.checked.size;
  const record = async (entry: JournalEntry, step: 'signing' | 'uploading' | 'downloading'): Promise<void> => {
    await ports.journal.append(formatEntry(entry));
    if ('chart' in entry) context.progress({ step, subject: entry.chart, done: ++done, total: steps });
  };
  const quiet = { ...context, progress() {} };
  for (const chart of charts) {
    if (before.signed.has(chart.name)) continue;
    context.signal.throwIfAborted();
    await record(await signOne(ports, request, chart, quiet), 'signing');
  }
  const signed = (await unfinishedRelease(ports.journal))?.signed ?? before.signed;
  await publishAll(ports, request.destination, before, signed, record, quiet);
  await checkAll(ports, before, signed, record, quiet);
  return finish(ports, request.destination);
}

async function signOne(
  ports: RunPorts,
  request: RunRequest,
  chart: JournalChart,
  context: Context,
): Promise<JournalEntry> {
  const path = stagedPath(request.destination, chart.fileName);
  const bytes = await readExactly(ports.store, path, chart.archiveDigest);
  (await ports.policies.policiesFor(chart.directory)).requireSigner(request.signer.key.fingerprint);
  const { metadata } = loadArchive(bytes);
  const provenance = await makeProvenance(metadata, chart.fileName, chart.archiveDigest, request.signer, context);
  await mustBeTrusted(ports, chart, bytes, provenance);
  await ports.store.write(`${path}.prov`, provenance);
  return { kind: 'signed', chart: chart.name, provenanceDigest: sha256(provenance) };
}

type Recorder = (entry: JournalEntry, step: 'signing' | 'uploading' | 'downloading') => Promise<void>;

async function publishAll(
  ports: RunPorts,
  destination: string,
  before: JournalState,
  signed: ReadonlyMap<string, Digest>,
  record: Recorder,
  context: Context,
): Promise<void> {
  for (const chart of before.begin.charts) {
    const open = chart.targets.filter(target => !before.published.has(stepKey(chart.name, target)));
    if (open.length === 0) continue;
    const { archive, provenance } = await readSigned(ports.store, destination, chart, signed);
    await placePair(ports.store, destination, chart, archive, provenance);
    for (const target of open) {
      context.signal.throwIfAborted();
      const { name, version, directory, fileName } = chart;
      const pair = { name, version, directory, fileName, archive, provenance };
      const result = await ports.targetAt(target).publish(pair, context);
      context.log.info(`${result.status} ${result.reference} ${result.digest}`);
      const at = new Date(ports.clock.now()).toISOString();
      await record({ kind: 'published', chart: name, target, ...result, at }, 'uploading');
    }
  }
}

/** The old provenance goes first: at no moment does one lie beside bytes it was not made for. */
async function placePair(
  store: FileStore,
  destination: string,
  chart: JournalChart,
  archive: Uint8Array,
  provenance: Uint8Array,
): Promise<void> {
  const path = join(destination, chart.fileName);
  await store.remove(`${path}.prov`);
  await store.write(path, archive);
  await store.write(`${path}.prov`, provenance);
}

async function checkAll(
  ports: RunPorts,
  before: JournalState,
  signed: ReadonlyMap<string, Digest>,
  record: Recorder,
  context: Context,
): Promise<void> {
  for (const chart of before.begin.charts) {
    for (const target of chart.targets) {
      if (before.checked.has(stepKey(chart.name, target))) continue;
      context.signal.throwIfAborted();
      const pulled = await ports.targetAt(target).pull(chart.name, chart.version, context);
      const subject = `${chart.fileName} from ${target}`;
      mustBe(subject, sha256(pulled.archive), chart.archiveDigest);
      mustBe(`${subject}, provenance`, sha256(pulled.provenance ?? new Uint8Array()), signed.get(chart.name));
      await mustBeTrusted(ports, chart, pulled.archive, pulled.provenance, target);
      const at = new Date(ports.clock.now()).toISOString();
      await record({ kind: 'checked', chart: chart.name, target, at }, 'downloading');
    }
  }
}

/** Keeps the receipt, then forgets the journal: a crash between the two resumes into writing the same receipt again. */
async function finish(ports: RunPorts, destination: string): Promise<RunResult> {
  const state = await unfinishedRelease(ports.journal);
  if (state === undefined) throw new ChartReleaseError('release.nothingToResume', { path: ports.journal.path });
  const receipt = buildReceipt(state);
  const receiptPath = join(destination, 'receipts', `release-${receipt.id}.json`);
  const encode = (text: string): Uint8Array => new TextEncoder().encode(text);
  await ports.store.write(receiptPath, encode(`${JSON.stringify(receipt, undefined, 2)}\n`));
  await ports.store.write(receiptPath.replace(/\.json$/, '.txt'), encode(receiptText(receipt)));
  await ports.journal.clear();
  return { receipt, receiptPath };
}

async function readSigned(
  store: FileStore,
  destination: string,
  chart: JournalChart,
  signed: ReadonlyMap<string, Digest>,
): Promise<{ readonly archive: Uint8Array; readonly provenance: Uint8Array }> {
  const path = stagedPath(destination, chart.fileName);
  const archive = await readExactly(store, path, chart.archiveDigest);
  const provenance = await readExactly(store, `${path}.prov`, signed.get(chart.name));
  return { archive, provenance };
}

async function readExactly(store: FileStore, path: string, digest: Digest | undefined): Promise<Uint8Array> {
  const bytes = await store.read(path, limits.archiveBytes);
  if (bytes === undefined) throw new ChartReleaseError('file.notFound', { path });
  const actual = sha256(bytes);
  if (actual !== digest) throw new ChartReleaseError('release.fileChanged', { path, expected: digest ?? '', actual });
  return bytes;
}

function mustBe(subject: string, actual: Digest, expected: Digest | undefined): void {
  if (actual !== expected)
    throw new ChartReleaseError('registry.digestMismatch', { subject, expected: expected ?? '', actual });
}

/** By what the user trusts for the place it came from; before it is published, for each place that it goes to. */
async function mustBeTrusted(
  ports: RunPorts,
  chart: JournalChart,
  archive: Uint8Array,
  provenance: Uint8Array | undefined,
  from?: string,
): Promise<void> {
  const { fileName, directory } = chart;
  for (const target of from === undefined ? chart.targets : [from]) {
    const place = { directory, origin: ports.targetAt(target).origin(chart.name) };
    const { verdict } = await verifyBytes(ports, archive, provenance, fileName, place);
    if (verdict !== 'trusted') throw new ChartReleaseError('verify.refused', { fileName, verdict });
  }
}
