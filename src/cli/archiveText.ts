import type { ArchiveAttack, ArchiveDamage, ArchiveLimit } from '../core/archiveProblem';

/** In which way bytes are no package. */
export const damageText: { readonly [P in ArchiveDamage]: string } = {
  notGzip: 'it is no gzip file',
  gzip: 'its compressed data is broken',
  truncated: 'it ends too early',
  noFiles: 'there is no file in it',
  header: 'the header of an entry is broken',
  headerChecksum: 'the checksum of an entry is wrong',
  size: 'the size of an entry is no number',
  paxHeader: 'an extended header is broken',
  pathNotUtf8: 'a name is not UTF-8',
};

/** What a package does to mislead. */
export const attackText: { readonly [P in ArchiveAttack]: string } = {
  absolutePath: 'a path starts at the root of the disk',
  backslash: 'a path has a backslash',
  bytesAfterGzip: 'there are bytes behind the compressed data',
  collidingNames: 'two names differ in case only, or are the same',
  controlCharacter: 'a name has a control character',
  device: 'it holds a device',
  directoryWithContent: 'a folder has content',
  driveOrStream: 'a name has a colon, which Windows takes for a drive or a stream',
  entriesBehindEnd: 'there are entries behind the end',
  fifo: 'it holds a named pipe',
  globalPaxHeader: 'a header changes all entries behind it',
  gnuLongName: 'a name is written in a way that not all programs read',
  hardLink: 'it holds a hard link',
  outsideChart: "a file lies outside of the chart's folder",
  pathTraversal: 'a path leads out of its folder',
  paxOverride: 'an extended header contradicts the entry',
  repeatedKey: 'a key of Chart.yaml stands there twice',
  requirementsOverride: 'a requirements file changes what Chart.yaml says',
  rootIsNotTheName: 'its folder is not named as the chart',
  severalRoots: 'it holds several folders',
  sparseFile: 'it holds a sparse file',
  symbolicLink: 'it holds a symbolic link',
  twoPaxHeaders: 'an entry has two extended headers',
  typeInMode: 'the mode of an entry contradicts its type',
  unknownEntryType: 'it holds an entry of an unknown type',
  windowsReservedName: 'a name is one that Windows reserves',
};

/** What there is too much of. */
export const limitText: { readonly [P in ArchiveLimit]: string } = {
  depth: 'levels of a path',
  entries: 'number of entries',
  fileBytes: 'bytes of one file',
  nameBytes: 'bytes of a name',
  nestedBytes: 'bytes of the packages in charts/',
  nesting: 'packages inside of packages',
  pathBytes: 'bytes of a path',
  paxBytes: 'bytes of an extended header',
  ratio: 'bytes unpacked from so few',
  subchartDepth: 'charts inside of charts',
  totalBytes: 'bytes of all files',
  visited: 'files and folders',
};
