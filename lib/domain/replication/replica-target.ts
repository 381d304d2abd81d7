// A place of another tenant, or an Azurite on this machine, that the settings name by the URL of a container with its SAS.
// The URL is a key: it is kept where JSON, util.inspect and logs do not look.

export class ReplicaTarget {
  readonly name: string;
  readonly #url: URL;

  /** url: one that targetProblem has no word against. */
  constructor(name: string, url: string) {
    this.name = name;
    this.#url = new URL(url);
  }

  get id(): string {
    return `target:${this.name}`;
  }

  /** Of its account; it names the container and is the SAS. */
  open(): URL {
    return new URL(this.#url);
  }
}

/** Storage accounts of Azure, national clouds included. */
const AZURE_HOST =
  /^[a-z0-9]{3,24}(\.z\d+)?\.blob\.(core\.windows\.net|storage\.azure\.net|core\.usgovcloudapi\.net|core\.chinacloudapi\.cn)$/;
const LOOPBACK_HOST = /^(127\.0\.0\.1|localhost|\[::1\])$/;
const CONTAINER = /^(?!.*--)[a-z0-9][a-z0-9-]{1,61}[a-z0-9]$/;

/** What is wrong with it, as in "needs …"; never the URL itself. undefined: nothing. */
export function targetProblem(url: string): string | undefined {
  if (!URL.canParse(url)) return "a URL of a container with its SAS";
  const { protocol, hostname, pathname, searchParams, username, password, port } = new URL(url);
  const isLoopback = LOOPBACK_HOST.test(hostname);
  if (!isLoopback && !AZURE_HOST.test(hostname)) return "a URL of a storage account of Azure, or of this machine";
  if (username !== "" || password !== "" || (!isLoopback && port !== "")) return "a URL without user, password and port";
  if (protocol !== "https:" && !(isLoopback && protocol === "http:")) return "https, or http on this machine";
  const segments = pathname.split("/").filter(Boolean);
  if (segments.length !== (isLoopback ? 2 : 1) || !CONTAINER.test(segments.at(-1) ?? "")) return "a URL that names a container and no blob";
  return searchParams.get("sig") ? undefined : "a SAS in its URL (sig=…)";
}

export function isAzureHost(hostname: string): boolean {
  return AZURE_HOST.test(hostname);
}
