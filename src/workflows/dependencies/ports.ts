import type { ChartFiles, PackageFolder } from '../ports';
import type { PullPorts } from '../repository/pullPackage';

export type DependencyPorts = PullPorts & {
  readonly chartFiles: ChartFiles;
  readonly packages: PackageFolder;
};
