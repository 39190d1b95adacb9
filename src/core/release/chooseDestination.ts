/** The questions, each with its answers; the first answer of each speaks for a registry, the second for a repository. */
export const destinationQuestions = {
  server: ['registry', 'web', 'both'],
  readers: ['current', 'old', 'mixed'],
  finding: ['digest', 'index', 'both'],
} as const;

export type DestinationQuestion = keyof typeof destinationQuestions;
export type DestinationAnswers = { readonly [Q in DestinationQuestion]: (typeof destinationQuestions)[Q][number] };
export type Destination = 'registry' | 'repository' | 'both';

/**
 * What suits. Who has to read it decides before what is convenient: a Helm before 3.8, or a tool that knows `helm repo add`
 * only, cannot read a registry at all. A server that is not there cannot be used, whatever one wishes for.
 */
export function chooseDestination({ server, readers, finding }: DestinationAnswers): Destination {
  if (server === 'web') return 'repository';
  if (server === 'registry') return readers === 'current' ? 'registry' : 'both';
  if (readers === 'old') return 'repository';
  if (readers === 'mixed' || finding === 'both') return 'both';
  return finding === 'digest' ? 'registry' : 'repository';
}
