// Checks a certificate of a verification, with no dashboard, no database and no network: npm run certificate -- FILE [--key KEY].
// Ends with 0 where it is genuine and says that the copy equals its source, with 1 where it is not genuine or says that they
// differ, with 2 where it could not be looked at.
import { readFileSync } from "node:fs";
import { parseArgs } from "node:util";
import { formatBytes, formatCount, formatPercent } from "#lib/domain/format.ts";
import { levelLabel, type Verification } from "#lib/domain/verification/verification.ts";
import { checkCertificate } from "#lib/services/verification/check-certificate.ts";

const { file, key } = readArguments();
const checked = checkCertificate(readFile(file), key);
if (!checked.isGenuine) {
  console.log(`Not genuine: ${checked.reason}`);
  process.exit(1);
}
const { verification, publicKey } = checked.certificate;
for (const line of describe(verification)) console.log(line);
console.log(
  key === undefined
    ? `Whole, and signed with the key ${publicKey}: that it is your dashboard's, see there (/api/verifications/key), or give it with --key.`
    : `Genuine: signed with the key ${publicKey}.`,
);
process.exit(verification.verdict === "equal" ? 0 : 1);

function readArguments(): { file: string; key: string | undefined } {
  try {
    const { values, positionals } = parseArgs({ options: { key: { type: "string" } }, allowPositionals: true });
    const [path, ...others] = positionals;
    if (path !== undefined && others.length === 0) return { file: path, key: values.key };
  } catch {
    // Told below.
  }
  return stop("Give one file: npm run certificate -- FILE [--key PUBLICKEY]");
}

function readFile(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch (error) {
    return stop(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}

function describe({ verdict, level, at, source, copy, sample, ...found }: Verification): string[] {
  const compared = `${formatBytes(found.comparedBytes)} a side, ${formatCount(found.comparedChunks)} of ${formatCount(found.dataChunks)} chunks with data`;
  return [
    `${verdict === "equal" ? "Equal, as far as compared" : "DIFFERENT"}: ${levelLabel(level)}, ${at}`,
    `  source   ${source.name}, ${source.region}, unique id ${source.uniqueId}`,
    `  copy     ${copy.name}, ${copy.region}, unique id ${copy.uniqueId}`,
    `  compared ${compared}`,
    ...(sample
      ? [
          `  sample   ${formatCount(sample.damagedChunks)} damaged chunks are found with a probability of ${formatPercent(100 * sample.probability)}`,
        ]
      : []),
    ...(found.firstDifference === null
      ? []
      : [`  differs  in ${formatCount(found.differingChunks)} chunks, first at byte ${formatCount(found.firstDifference)}`]),
  ];
}

function stop(message: string): never {
  console.error(message);
  process.exit(2);
}
