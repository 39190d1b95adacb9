export const limits = {
  /** Schemas in schemas; deeper ones are compared as one text. Far deeper than values of people go. */
  schemaDepth: 64,
  /** Entries. More commits than this between two releases say nothing that a person reads in a change log. */
  changelogEntries: 200,
} as const;
