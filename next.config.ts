import type { NextConfig } from "next";

const config: NextConfig = {
  reactStrictMode: true,
  poweredByHeader: false,
  // Next has no image service then; the listener refuses its path before it (lib/server/http/request-target.ts).
  images: { unoptimized: true },
  serverExternalPackages: ["@electric-sql/pglite", "pg", "pg-boss", "kysely", "pino"],
};

export default config;
