/** Where a credential may come from, in the order that counts when the user chose none. */
export const credentialSources = ['editor', 'helm', 'docker', 'github'] as const;
export type CredentialSource = (typeof credentialSources)[number];
