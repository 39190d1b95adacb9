import { encodeUtf8 } from '../../util/bytes';
import type { Finding, TextRange } from '../findings';
import { collector } from '../rule';
import { parseBody } from './body';
import { beginMessage, beginSignature, endSignature, parseClearsigned } from './clearsign';
import { provTable } from './provTable';

/** The parts of a provenance file, by offsets. `undefined` for what is not there. */
export interface ProvParts {
  readonly metadata: TextRange | undefined;
  readonly files: readonly {
    readonly name: string;
    readonly digest: string;
    readonly nameRange: TextRange;
    readonly digestRange: TextRange;
  }[];
  readonly signature: TextRange | undefined;
}

export function provParts(text: string): ProvParts {
  const begin = text.indexOf(beginMessage);
  const bodyStart = begin === -1 ? -1 : text.indexOf('\n\n', begin) + 2;
  const signatureStart = text.indexOf(beginSignature);
  const separator = text.indexOf('\n...\n', bodyStart);
  const end = text.indexOf(endSignature);
  const sums = separator === -1 ? '' : text.slice(separator, signatureStart === -1 ? text.length : signatureStart);
  const files = [...sums.matchAll(/^([ \t]+)(\S[^:\n]*):[ \t]+(\S+)[ \t]*$/gm)].map(match => {
    const nameStart = separator + match.index + (match[1]?.length ?? 0);
    const name = match[2] ?? '';
    const digest = match[3] ?? '';
    const digestStart = separator + match.index + match[0].lastIndexOf(digest);
    return {
      name: name.replace(/^["']|["']$/g, ''),
      digest,
      nameRange: { start: nameStart, end: nameStart + name.length },
      digestRange: { start: digestStart, end: digestStart + digest.length },
    };
  });
  return {
    metadata: bodyStart > 1 && separator !== -1 ? { start: bodyStart, end: separator } : undefined,
    files,
    signature:
      signatureStart === -1
        ? undefined
        : { start: signatureStart, end: end === -1 ? text.length : end + endSignature.length },
  };
}

/** What the file beside the provenance is. */
export interface ArchiveBeside {
  readonly fileName: string;
  /** `undefined`: there is no such file. */
  readonly digest: string | undefined;
  readonly name?: string;
  readonly version?: string;
}

/** A .prov file: its frame, what is outside, its text, and the archive beside it when it is known. Never throws. */
export function checkProvFile(text: string, beside?: ArchiveBeside): readonly Finding[] {
  const { findings, report } = collector(provTable);
  const parts = provParts(text);
  checkOutside(text, parts, report);
  const frame = parseClearsigned(encodeUtf8(text));
  if ('problem' in frame) {
    const isOutside = frame.problem === 'textBefore' || frame.problem === 'textAfter';
    if (!isOutside) report('prov/frame', lineRange(text, frame.line), { detail: frame.problem });
  } else {
    const body = parseBody(frame.text);
    if ('fault' in body) report('prov/body', parts.metadata ?? lineRange(text, 1), { detail: body.fault });
    else if (beside?.digest !== undefined) checkMetadata(text, body, beside, report);
  }
  for (const file of parts.files) {
    if (!/^sha256:[0-9a-f]{64}$/.test(file.digest))
      report('prov/digest-malformed', file.digestRange, { digest: file.digest });
    else if (
      beside !== undefined &&
      file.name === beside.fileName &&
      beside.digest !== undefined &&
      file.digest !== beside.digest
    )
      report('prov/digest-differs', file.digestRange, { file: file.name, actual: beside.digest });
    if (beside === undefined) continue;
    if (file.name !== beside.fileName)
      report('prov/name-differs', file.nameRange, { signed: file.name, file: beside.fileName });
    else if (beside.digest === undefined) report('prov/archive-missing', file.nameRange, { file: file.name });
  }
  return findings;
}

type ProvReport = ReturnType<typeof collector<typeof provTable>>['report'];

function checkOutside(text: string, { signature }: ProvParts, report: ProvReport): void {
  const begin = text.indexOf(beginMessage);
  if (begin === -1 || signature === undefined) return;
  const outside = [
    { start: 0, end: begin },
    { start: signature.end, end: text.length },
  ];
  for (const range of outside) {
    const inside = text.slice(range.start, range.end);
    if (inside.trim() === '') continue;
    const start = range.start + inside.length - inside.trimStart().length;
    const end = start + inside.trim().length;
    report('prov/outside-text', { start, end }, {}, { fix: { range, newText: range.start === 0 ? '' : '\n' } });
  }
}

function checkMetadata(
  text: string,
  body: { readonly name: string; readonly version: string },
  beside: ArchiveBeside,
  report: ProvReport,
): void {
  for (const field of ['name', 'version'] as const) {
    const actual = beside[field];
    if (actual === undefined || actual === body[field]) continue;
    const match = new RegExp(`^(${field}:[ \\t]*)(.*)$`, 'm').exec(text);
    const start = match === null ? 0 : match.index + (match[1]?.length ?? 0);
    const range = { start, end: start + (match?.[2]?.length ?? 0) };
    report('prov/metadata-differs', range, { field, signed: body[field], actual });
  }
}

/** A line counted from 1. */
function lineRange(text: string, line: number): TextRange {
  let start = 0;
  for (let at = 1; at < line; at++) {
    const feed = text.indexOf('\n', start);
    if (feed === -1) break;
    start = feed + 1;
  }
  const end = text.indexOf('\n', start);
  return { start, end: end === -1 ? text.length : end };
}
