import { emitGoYaml } from '../../core/yaml/emitGoYaml';
import type { FolderRequest } from './publishToFolder';

/** Files that make a folder a repository that people and Artifact Hub find their way in. */
export function repositoryFiles({
  readme,
  owner,
  baseUrl = '',
}: Pick<FolderRequest, 'readme' | 'owner' | 'baseUrl'>): readonly {
  readonly name: string;
  readonly content: string;
}[] {
  return [
    ...(owner === undefined
      ? []
      : [
          { name: 'artifacthub-repo.yml', content: emitGoYaml({ owners: [{ name: owner.name, email: owner.email }] }) },
        ]),
    ...(readme === true ? [{ name: 'README.md', content: readmeText(baseUrl) }] : []),
  ];
}

function readmeText(baseUrl: string): string {
  const address = baseUrl === '' ? 'https://ADDRESS-OF-THIS-FOLDER' : baseUrl;
  return `# Helm charts

\`\`\`console
helm repo add charts ${address}
helm search repo charts
\`\`\`

Packages with a \`.prov\` file beside them are signed. The public keys are the \`.asc\` files here: check their fingerprints
with the publisher, then

\`\`\`console
gpg --import FINGERPRINT.asc
gpg --export > pubring.gpg
helm pull charts/NAME --verify --keyring pubring.gpg
\`\`\`
`;
}
