import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // `npm run check` looks at the types, of tests too; a build is made where the packages of the tests are not.
  typescript: { ignoreBuildErrors: true },
  // Next has no image service then; the listener refuses its path before it (lib/server/http/request-target.ts).
  images: { unoptimized: true },
  // Pages are rendered for each request only for their nonce; what a link has fetched holds, so that going there is at once.
  // In an outage going to a page waits for the server; without useOffline the browser shows a page of its own in place of ours.
  experimental: { staleTimes: { dynamic: 1800 }, useOffline: true },
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pg-boss", "kysely", "pino"],
};

export default config;
