import * as vscode from 'vscode';
import type { ArchiveAttack, ArchiveDamage, ArchiveLimit } from '../../core/archiveProblem';

const { t } = vscode.l10n;

const damages: { readonly [P in ArchiveDamage]: () => string } = {
  notGzip: () => t('it is no gzip file'),
  gzip: () => t('its compressed data is broken'),
  truncated: () => t('it ends too early'),
  noFiles: () => t('there is no file in it'),
  header: () => t('the header of an entry is broken'),
  headerChecksum: () => t('the checksum of an entry is wrong'),
  size: () => t('the size of an entry is no number'),
  paxHeader: () => t('an extended header is broken'),
  pathNotUtf8: () => t('a name is not UTF-8'),
};

const attacks: { readonly [P in ArchiveAttack]: () => string } = {
  absolutePath: () => t('a path starts at the root of the disk'),
  backslash: () => t('a path has a backslash'),
  bytesAfterGzip: () => t('there are bytes behind the compressed data'),
  collidingNames: () => t('two names differ in case only, or are the same'),
  controlCharacter: () => t('a name has a control character'),
  device: () => t('it holds a device'),
  directoryWithContent: () => t('a folder has content'),
  driveOrStream: () => t('a name has a colon, which Windows takes for a drive or a stream'),
  entriesBehindEnd: () => t('there are entries behind the end'),
  fifo: () => t('it holds a named pipe'),
  globalPaxHeader: () => t('a header changes all entries behind it'),
  gnuLongName: () => t('a name is written in a way that not all programs read'),
  hardLink: () => t('it holds a hard link'),
  outsideChart: () => t("a file lies outside of the chart's folder"),
  pathTraversal: () => t('a path leads out of its folder'),
  paxOverride: () => t('an extended header contradicts the entry'),
  repeatedKey: () => t('a key of Chart.yaml stands there twice'),
  requirementsOverride: () => t('a requirements file changes what Chart.yaml says'),
  rootIsNotTheName: () => t('its folder is not named as the chart'),
  severalRoots: () => t('it holds several folders'),
  sparseFile: () => t('it holds a sparse file'),
  symbolicLink: () => t('it holds a symbolic link'),
  twoPaxHeaders: () => t('an entry has two extended headers'),
  typeInMode: () => t('the mode of an entry contradicts its type'),
  unknownEntryType: () => t('it holds an entry of an unknown type'),
  windowsReservedName: () => t('a name is one that Windows reserves'),
};

const exceeded: { readonly [P in ArchiveLimit]: () => string } = {
  depth: () => t('levels of a path'),
  entries: () => t('number of entries'),
  fileBytes: () => t('bytes of one file'),
  nameBytes: () => t('bytes of a name'),
  nestedBytes: () => t('bytes of the packages in charts/'),
  nesting: () => t('packages inside of packages'),
  pathBytes: () => t('bytes of a path'),
  paxBytes: () => t('bytes of an extended header'),
  ratio: () => t('bytes unpacked from so few'),
  subchartDepth: () => t('charts inside of charts'),
  totalBytes: () => t('bytes of all files'),
  visited: () => t('files and folders'),
};

/** In which way bytes are no package. */
export const damageText = (reason: ArchiveDamage): string => damages[reason]();
/** What a package does to mislead. */
export const attackText = (attack: ArchiveAttack): string => attacks[attack]();
/** What there is too much of. */
export const limitText = (limit: ArchiveLimit): string => exceeded[limit]();
