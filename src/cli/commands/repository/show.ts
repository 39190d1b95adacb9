import { decodeUtf8Lossy } from '../../../util/bytes';
import type { ChartPart } from '../../../workflows/repository/showChart';
import { chartParts, showChart } from '../../../workflows/repository/showChart';
import { parseFlags } from '../../flags';
import type { CliCommand } from '../../run';
import { showText } from '../../showText';
import { UsageError } from '../../usage';
import { chartFlags, chartPorts, wishFrom } from './pull';

/** `show chart|values|readme|crds|provenance|all CHART`. JSON: `{digest, source, metadata, values, readme, verdict, signer, signedText}`. */
export const showCommand: CliCommand = async (args, terminal, context) => {
  const { flags, positionals } = parseFlags(args, { ...chartFlags, json: 'switch' } as const);
  const [part, reference, ...more] = positionals;
  if (!isPart(part) || reference === undefined || more.length > 0)
    throw new UsageError(`needs one of ${chartParts.join(', ')}, and a chart`);
  const ports = await chartPorts(reference, flags, terminal);
  const verify = (flags.verify ?? false) || part === 'provenance';
  const shown = await showChart(
    ports,
    {
      ...wishFrom(reference, flags),
      verify,
      part,
      directory: terminal.currentDirectory,
      localFrom: terminal.currentDirectory,
    },
    context,
  );
  if (flags.json) {
    const { located, chart, report, readme } = shown;
    const document = {
      digest: located?.digest,
      source: located?.source,
      metadata: chart.metadata,
      values: chart.values === undefined ? undefined : decodeUtf8Lossy(chart.values.bytes),
      readme,
      verdict: report?.verdict,
      signer: report?.signer,
      signedText: report?.signedText,
    };
    terminal.result(JSON.stringify(document, undefined, 2));
    return 0;
  }
  const text = showText(part, shown);
  if (text !== '') terminal.result(text.replace(/\n$/, ''));
  return 0;
};

function isPart(text: string | undefined): text is ChartPart {
  return text !== undefined && (chartParts as readonly string[]).includes(text);
}
