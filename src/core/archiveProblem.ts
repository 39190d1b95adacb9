/** In which way bytes are no package. */
export type ArchiveDamage =
  'notGzip' | 'gzip' | 'truncated' | 'noFiles' | 'header' | 'headerChecksum' | 'size' | 'paxHeader' | 'pathNotUtf8';

/** What a package does that an honest one never does: two programs would read it differently, or write outside of its folder. */
export type ArchiveAttack =
  | 'absolutePath'
  | 'backslash'
  | 'bytesAfterGzip'
  | 'collidingNames'
  | 'controlCharacter'
  | 'device'
  | 'directoryWithContent'
  | 'driveOrStream'
  | 'entriesBehindEnd'
  | 'fifo'
  | 'globalPaxHeader'
  | 'gnuLongName'
  | 'hardLink'
  | 'outsideChart'
  | 'pathTraversal'
  | 'paxOverride'
  | 'repeatedKey'
  | 'requirementsOverride'
  | 'rootIsNotTheName'
  | 'severalRoots'
  | 'sparseFile'
  | 'symbolicLink'
  | 'twoPaxHeaders'
  | 'typeInMode'
  | 'unknownEntryType'
  | 'windowsReservedName';

/** Which of the limits is exceeded. `visited`: files and folders looked at. `subchartDepth`: charts in charts; `nesting`: packages in packages;
 * `nestedBytes`: of all packages in charts/, unpacked. */
export type ArchiveLimit =
  | 'depth'
  | 'entries'
  | 'fileBytes'
  | 'nameBytes'
  | 'nestedBytes'
  | 'nesting'
  | 'pathBytes'
  | 'paxBytes'
  | 'ratio'
  | 'subchartDepth'
  | 'totalBytes'
  | 'visited';
