// The command line of main.ts.

import { parseArgs } from "node:util";

export interface CliOptions {
  port?: number;
  blobPort?: number;
  dataDir: string;
  /** Absent: the one the data directory was made with, else demo. */
  seed?: string;
  guide: boolean;
  help: boolean;
}

export const usage = `Local Azure: disks, snapshots, page-range diffs and their bill on this machine.

  --data-dir DIR     where everything is kept (default .local-azure)
  --seed SEED        demo, empty, or scale:N with N snapshots, for a new DIR (default demo)
  --port N           ARM and sign-in (default: as last time, else a free one)
  --blob-port N      blobs (likewise)
  --guide            tell on stderr how to point az, Python and JavaScript at it
  --help             this text
`;

/** Throws an Error whose message is for the user. */
export function parseCliOptions(args: string[]): CliOptions {
  const { values } = parseArgs({
    args,
    strict: true,
    options: {
      port: { type: "string" },
      "blob-port": { type: "string" },
      "data-dir": { type: "string", default: ".local-azure" },
      seed: { type: "string" },
      guide: { type: "boolean", default: false },
      help: { type: "boolean", default: false },
    },
  });
  const port = parsePort("--port", values.port);
  const blobPort = parsePort("--blob-port", values["blob-port"]);
  if (port !== undefined && port !== 0 && port === blobPort) throw new Error("--port and --blob-port must not be the same.");
  return {
    port,
    blobPort,
    dataDir: values["data-dir"],
    seed: values.seed,
    guide: values.guide,
    help: values.help,
  };
}

function parsePort(flag: string, text: string | undefined): number | undefined {
  if (text === undefined) return undefined;
  const port = Number(text);
  if (/^\d+$/.test(text) && port <= 65_535) return port;
  throw new Error(`${flag} must be a port number between 0 and 65535, not '${text}'.`);
}
