import { packChart } from '../../src/core/archive/packChart';
import type { ChartArchive } from '../../src/core/archive/chartArchive';
import type { ChartPath } from '../../src/core/chart/chart';
import { loadChart } from '../../src/core/chart/loadChart';
import { encodeUtf8 } from '../../src/util/bytes';

/** A package of a chart with nothing but Chart.yaml and one template. `note` makes different bytes of one version. */
export function makePackage(name: string, version: string, note = ''): ChartArchive {
  const yaml = `apiVersion: v2\nname: ${name}\nversion: "${version}"\n${note === '' ? '' : `description: ${note}\n`}`;
  const template = `apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: ${name}\n`;
  const files = [
    { path: 'Chart.yaml' as ChartPath, bytes: encodeUtf8(yaml) },
    { path: 'templates/configmap.yaml' as ChartPath, bytes: encodeUtf8(template) },
  ];
  return packChart(loadChart(files, { readArchive: () => [] }), { mtime: { kind: 'fixed', seconds: 1_700_000_000 } });
}
