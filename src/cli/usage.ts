/** A command line that cannot be carried out as written: exit code 2. */
export class UsageError extends Error {
  override readonly name = 'UsageError';
}

export const usage = `helm-chart-release COMMAND [ARGUMENTS] [FLAGS]

  package CHART...           make the package of each chart folder
      --destination DIR      folder for the packages (default: .)
      --version VERSION      version instead of the one in Chart.yaml
      --app-version VERSION  appVersion instead of the one in Chart.yaml
      --times WHICH          reproducible (default) or files, as Helm 4
      --no-replace           fail when a different package of the same version is there
      --sign                 sign it as well, with --key, --keyring, --passphrase-file
  sign PACKAGE...            write the provenance file beside each package
      --key NAME             the key: fingerprint, or part of its identity
      --keyring FILE         file with the private key
      --passphrase-file FILE first line is the passphrase; - reads standard input
      --accept-unfit-key     sign although Helm cannot verify this key, and warn
      --gpg                  sign with your gpg: agent, smart card or token (home folder: GNUPGHOME)
  verify PACKAGE...          check each package against its provenance file
      --keyring FILE         public keys that count as trusted, unless keys trust or untrust decided
      --origin ADDRESS       where they came from (oci://HOST/PATH or URL), for trust with a scope
  compare PACKAGE CHART      rebuild the chart and compare entry by entry
      --commit REVISION      the chart as of this commit or tag, not the folder
      --version, --app-version  as they were given when it was packaged
  ignored CHART              each path that is not packaged, with its rule
  keys list                  keys of a keyring file and what they are good for
  keys import FILE...        add public keys and revocations; known, not trusted
      --trust                trust them as well
  keys export [KEY...]       public keys for others
      --output FILE          write there: binary as helm verify reads it, armored for .asc
      --armor                armored text
      --helm3                only what Helm 3 can read
  keys trust KEY             trust a key, everywhere or with --scope
      --scope SCOPE          chart:NAME, registry:HOST/PATH or repository:URL; several with commas
  keys untrust KEY           trust it no longer
      --keyring FILE         the keyring file; decisions are kept beside it in FILE.trust.json
  lint CHART...              problems of each chart folder or package, as helm lint finds them without rendering, and more
      --strict               fail on warnings too
      --with-subcharts       the charts below charts/ as well
      --fix                  make the fixes that have one answer, then lint
      --format FORMAT        text (default), json or sarif
      --helm VERSION         whose lint counts: 4 (default) or 3
      --rules CODE=SEVERITY,...
                             error, warning, info or off for single rules
  login HOST                 keep a login for Helm and for this program, once the registry took it
      --username NAME, --password-stdin; without a name it is an identity token
      --plain-http, --insecure, --ca-file, --cert-file, --key-file
  logout HOST                remove it
  push PACKAGE oci://HOST/PATH
      --dry-run              where to, what is there, and what differs; nothing is sent
      --overwrite            replace another chart under the same tag
      --extra-tags WHICH     latest, major, minor: moving tags beside the version, never for pre-releases
      --chunk-bytes N        send in parts of this size
      --keyring FILE         public keys, when the policy requires a signer
      --plain-http           speak plain HTTP to a host that is not this machine
      --username, --password-stdin, --ca-file, --cert-file, --key-file, --insecure-skip-tls-verify
  tags oci://HOST/PATH/CHART versions in a registry, the highest first
      --version CONSTRAINT   only those that fit
  referrers oci://HOST/PATH/CHART:TAG
                             signatures, SBOMs and attestations attached to a chart
  artifact-hub FILE oci://HOST/PATH/CHART
                             publish an artifacthub-repo.yml for a chart in a registry
  serve DIR                  a registry on this machine over a folder, until Ctrl-C
      --port N               default: any free port
  index DIR                  make index.yaml of the packages in a folder
      --url URL              address that the packages are under
      --merge FILE           keep the versions of this older index
      --json                 write the index as JSON
  index DIR PACKAGE...       list packages in the index that is there
  index DIR --regenerate     list what is in the folder, keep what did not change
  index DIR --prune          take out what is missing or left out by Helm
      --yes                  agree to the entries that go
  index DIR --verify         hold the index against the packages beside it
      --keyring FILE         public keys that count as trusted
  merge-index BASE OURS THEIRS
                             merge indexes by chart and version into OURS (a git merge driver)
  publish PACKAGE... --to DIR
                             into a folder that is a chart repository: packages, provenance, index
      --url URL              address that the folder is served under
      --replace              replace different packages of the same versions
      --readme               write a README.md when there is none
      --owner "NAME <MAIL>"  write an artifacthub-repo.yml when there is none
  publish PACKAGE... --branch BRANCH
                             a commit on a branch that is served as pages, for you to push
      --to DIR               a folder of the git repository (default: the current one)
      --remote NAME          where BRANCH comes from (default: origin)
      --assets URL           list URL/NAME-VERSION/FILE, as chart-releaser does; commit the index alone
      --url, --replace, --readme, --owner, as for a folder
  publish PACKAGE... --to URL --api WHICH
                             to a server: chartmuseum, gitea, gitlab, nexus, artifactory, put (WebDAV)
      --username, --password, --password-stdin, --token
      --context-path PATH    of ChartMuseum
      --force                replace a different package of the same version
  install NAME CHART         run helm install on exactly the bytes that verified; helm's flags after --
      --upgrade, --template  helm upgrade --install, or helm template
      --version, --devel, --repo, --keyring, --plain-http, as for pull
  publish --repair --to DIR  list what a crash left unlisted, correct digests
      --drop-missing         take out entries whose package is gone
  dependency list CHART      what is in charts/ for each dependency, in Helm's words
  dependency update CHART    resolve, fetch into charts/, write Chart.lock
      --only NAME            the others keep their locked versions
  dependency build CHART     fetch what Chart.lock names
      --skip-refresh, --verify, --keyring FILE, --plain-http HOST,...
  repo add NAME URL          add a chart repository for Helm and for this program
      --username, --password, --password-stdin, --pass-credentials
      --ca-file, --cert-file, --key-file, --insecure-skip-tls-verify
      --force-update         replace another repository of the name
  repo list | repo update [NAME...] | repo remove NAME...
  search [WORD...]           charts in the repositories, as helm search repo
      --regexp, --versions, --devel, --version CONSTRAINT, --max-col-width N
  show chart|values|readme|crds|provenance|all CHART
                             what helm show prints; CHART may be a folder or a package here
  pull CHART                 CHART is repository/chart, https://..., or oci://HOST/PATH/CHART
      --version VERSION, --devel, --repo URL
      --plain-http, --username, --password-stdin, --ca-file, --cert-file, --key-file, --insecure-skip-tls-verify
      --verify, --keyring    write nothing unless the provenance holds
      --prov                 keep the provenance file as well
      --destination DIR, --untar, --untardir DIR, --replace
  plan [FOLDER...]           what a release of all charts in these folders would do; nothing is written
      --to TARGET            oci://HOST/PATH or the folder of a repository; may be repeated
      --all                  unchanged charts as well
  release [FOLDER...]        carry it out: package, sign, publish, pull back and verify
      --to TARGET            as for plan
      --destination DIR      folder for packages, receipts and the journal (default: dist)
      --key NAME             with --keyring and --passphrase-file, as for sign
      --dry-run              only the plan
      --resume               go on with a release that was interrupted
      --abandon              give such a release up; what is published stays
  version                    the version of this program
  version satisfies CONSTRAINT VERSION...
                             which versions match, by Helm 3's and by Helm 4's rules

  --json                     the result as one JSON document on standard output

Exit code: 0 done, 1 refused or failed, 2 wrong usage.`;
