// Where the answers of Azurite 3.37 and Local Azure may differ, and why. A line that allows nothing any more fails the test.

import type { Difference } from "../same-calls.ts";

export interface Allowed {
  /** The place in the answer, such as "header server". */
  at: RegExp;
  /** Absent: any. */
  script?: RegExp;
  call?: RegExp;
  azurite?: RegExp;
  ours?: RegExp;
  reason: string;
}

/** The lines that allow a difference. */
export function allowing(lines: Allowed[], { at, script, call, azurite, ours }: Difference): Allowed[] {
  const fits = (pattern: RegExp | undefined, text: string) => pattern === undefined || pattern.test(text);
  return lines.filter(
    (line) =>
      line.at.test(at) &&
      fits(line.script, script) &&
      fits(line.call, call) &&
      fits(line.azurite, azurite ?? "absent") &&
      fits(line.ours, ours ?? "absent"),
  );
}

const absent = /^absent$/;
const status = /^status$/;

/** In every test file. */
export const allowedEverywhere: Allowed[] = [
  { at: /^(header|refusal) server$/, reason: "each says its own name" },
  { at: /^header x-ms-version$/, azurite: /^2026-06-06$/, reason: "Azurite answers with its newest version, Azure with the one asked for" },
  { at: /^refusal x-ms-(version|client-request-id)$/, azurite: absent, reason: "Azurite's refusals lack what every answer of Azure has" },
  { at: /^refusal (transfer-encoding|content-length)$/, reason: "Azurite sends its refusals in chunks" },
  { at: /^header accept-ranges$/, azurite: absent, ours: /^bytes$/, reason: "Azurite leaves it out of Get Blob; recorded on Azure" },
  { at: /^header x-ms-request-server-encrypted$/, call: /snapshot/, azurite: absent, reason: "Azurite leaves it out of Snapshot Blob" },
];

/** Of bytes and page ranges. */
export const allowedOfPages: Allowed[] = [
  { at: /^header content-md5$/, call: /GET/, ours: absent, reason: "Azurite hashes what it sends; Azure gives the hash that was set" },
  { at: /^body ranges$/, reason: "Azurite lists what was written piece by piece, Azure merges neighbours; the pages are compared" },
  {
    at: status,
    azurite: /^416 Requested Range Not Satisfiable$/,
    ours: /^416 Invalid(Page)?Range$/,
    reason: "Azurite's code is none of Azure's",
  },
];

/** Of containers and lists of them and in them. */
export const allowedOfContainers: Allowed[] = [
  { at: status, azurite: /^400$/, ours: /^400 \w+$/, reason: "Azurite's first checks refuse without a code" },
  { at: /^header x-ms-version$/, call: /PUT .*restype=container&comp=metadata/, azurite: absent, reason: "Azurite forgets it" },
  { at: /encryption-scope|EncryptionScope/, azurite: absent, reason: "Azurite has no encryption scopes" },
  { at: /^body (Prefix|Marker|MaxResults)$/, ours: absent, reason: "Azurite names what was not asked for; Azure only what was" },
  { at: /^body \$ ServiceEndpoint$/, azurite: /^\{url\}$/, ours: /^\{url\}\/$/, reason: "Azure's ends with a slash" },
];

export const allowedInReads: Allowed[] = [
  { at: /^refusal content-type$/, azurite: /xml/, ours: absent, reason: "Azurite gives a 304 the type of a body it has not" },
  { at: /^header x-ms-blob-content-md5$/, ours: absent, reason: "Azurite gives it without a range too" },
  {
    at: status,
    script: /ranges are listed in pages/,
    azurite: absent,
    reason: "Azurite has no paging of page ranges: it makes no second call",
  },
  { at: /^body (pages|has more)$/, script: /ranges are listed in pages/, reason: "Azurite has no paging of page ranges" },
  { at: status, call: /pagelist/, azurite: /^200$/, ours: /^416 InvalidPageRange$/, reason: "Azurite lists parts of pages" },
  {
    at: status,
    call: /GET/,
    azurite: /^206$/,
    ours: /^416 InvalidRange$/,
    reason: "Azurite sends nothing from right behind the end, with bytes 8192-8191",
  },
  { at: status, call: /GET/, azurite: /^500$/, ours: /^200$/, reason: "Azurite breaks at a range that is none; Azure does not look at it" },
  {
    at: status,
    call: /GET/,
    azurite: /^20[06]$/,
    ours: /^400 OutOfRangeInput$/,
    reason: "Azurite hashes ranges of any length, and no range",
  },
  { at: status, azurite: /^206$/, ours: /^200$/, reason: "Azurite takes lines=1-2 for bytes" },
  {
    at: status,
    call: /snapshot=yesterday/,
    azurite: /^404/,
    ours: /^400 InvalidQueryParameterValue$/,
    reason: "Azurite takes any text for a snapshot's time",
  },
  { at: status, script: /conditions that are none/, ours: /^400 InvalidHeaderValue$/, reason: "Azurite takes any text for a time" },
  { at: /^(header|body) /, call: /GET .*comp=metadata/, reason: "Azurite answers Get Blob Metadata with the blob" },
  { at: /^header content-length$/, call: /HEAD .*comp=metadata/, ours: /^0$/, reason: "Azurite gives the blob's length" },
];

export const allowedInWrites: Allowed[] = [
  { at: /^header content-md5$/, call: /PUT/, ours: absent, reason: "Azurite says the blob's hash when a page blob is made" },
  {
    at: status,
    azurite: /^400 InvalidOperation$/,
    ours: /^400 (InvalidHeaderValue|MissingRequiredHeader)$/,
    reason: "Azure names the header",
  },
  { at: status, azurite: /^400 InvalidOperation$/, ours: /^416 InvalidPageRange$/, reason: "Azurite looks at the length before the range" },
  {
    at: status,
    azurite: /^416/,
    ours: /^400 (InvalidHeaderValue|MissingRequiredHeader)$/,
    reason: "Azurite has one refusal for whatever is wrong with a range",
  },
  {
    at: status,
    script: /up to 8 TiB|grows zeros/,
    call: /8796093022720|properties/,
    azurite: /^20/,
    reason: "Azurite has no longest blob; Azure 8 TiB",
  },
  { at: status, script: /beyond the end/, azurite: /^201$/, ours: /^416 InvalidPageRange$/, reason: "Azurite writes beyond the end" },
  { at: status, script: /at most 4 MiB/, azurite: /^201$/, ours: /^413 RequestBodyTooLarge$/, reason: "Azurite has no longest write" },
  {
    at: status,
    azurite: /^20[01]$/,
    ours: /^400 InvalidHeaderValue$/,
    script: /wrong in Put Blob|sequence number is set|length is its range/,
    reason: "Azurite takes numbers below 0, and pages=0-511 for bytes",
  },
  { at: status, call: /comp=metadata/, azurite: /^200$/, ours: /^400 EmptyMetadataKey$/, reason: "Azurite takes metadata without a name" },
  {
    at: status,
    call: /comp=snapshot/,
    azurite: /^304/,
    ours: /^412 ConditionNotMet$/,
    reason: "Azurite judges a snapshot's conditions as a read's",
  },
  {
    at: status,
    script: /conditions that are none/,
    azurite: /^200$/,
    ours: /^412 ConditionNotMet$/,
    reason: "Azurite lets If-None-Match: * pass where the reference says it fails",
  },
  {
    at: status,
    script: /snapshot cannot be written/,
    azurite: /^20[01]$/,
    ours: /^400 InvalidQueryParameterValue$/,
    reason: "Azurite writes the blob where its snapshot is named",
  },
  {
    at: status,
    script: /calls there are none of/,
    ours: /^501 NotImplementedByLocalAzure$/,
    reason: "Local Azure says by name what it does not do",
  },
];

export const allowedInCopies: Allowed[] = [
  { at: /incremental-copy$|IncrementalCopy$/, azurite: /^false$/, ours: absent, reason: "Azure names it where it is true" },
  {
    at: status,
    script: /not copied/,
    ours: /^412 SourceConditionNotMet$/,
    reason: "Azure has a code of its own for the source's conditions",
  },
];

export const allowedInLists: Allowed[] = [
  { at: /^body Marker$/, azurite: absent, reason: "Azurite leaves it out of List Containers" },
  { at: /^body order of Blob$/, call: /snapshots/, reason: "Azurite lists snapshots in no order; Azure the oldest first, the blob last" },
  { at: status, call: /include=nonsense/, ours: /^501/, reason: "Local Azure says by name what it does not do" },
];

export const allowedInAccess: Allowed[] = [
  {
    at: status,
    azurite: /^403 AuthorizationFailure$/,
    ours: /^403 AuthenticationFailed$/,
    reason: "Azure's code for a signature that does not match or does not hold",
  },
  {
    at: status,
    azurite: /^403 AuthorizationFailure$/,
    ours: /^401 NoAuthenticationInformation$/,
    reason: "Azure asks who has said nothing to sign in",
  },
  {
    at: status,
    script: /stored policy/,
    azurite: /^200$/,
    ours: /^403 AuthenticationFailed$/,
    reason: "Azurite takes permissions of the SAS where the policy has set them; Azure refuses both",
  },
];

export const allowedInLeases: Allowed[] = [
  {
    at: status,
    script: /asked for by its rules/,
    azurite: /^201$/,
    ours: /^400 MissingRequiredHeader$/,
    reason: "Azurite leases without end when no duration is given; the reference requires it",
  },
  { at: status, script: /asked for by its rules/, azurite: /^500$/, ours: /^400 InvalidHeaderValue$/, reason: "Azurite breaks" },
];
