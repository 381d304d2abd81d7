// The same calls to two storage services, Azurite and Local Azure, and where their answers differ.

import { Readable } from "node:stream";
import { buffer } from "node:stream/consumers";
import {
  AnonymousCredential,
  BlobServiceClient,
  type ContainerClient,
  newPipeline,
  PageBlobClient,
  type Pipeline,
  type RequestPolicyFactory,
  RestError,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { Peer } from "./azurite-peer.ts";
import { type Answer, createAnswerReader, type RawAnswer } from "./reference/answer.ts";
import { type PlainCall, sendPlain } from "./reference/signed-call.ts";

/** What a script of calls is given: the same on both services, but for what they say. */
export interface Stage {
  peer: Peer;
  /** By the account's key. */
  service: BlobServiceClient;
  /** A container of the script's own, made before it begins. */
  container: ContainerClient;
  /** Makes a call of the SDK; a refusal is an answer like others. */
  call<T>(work: () => Promise<T>): Promise<T | undefined>;
  plain(call: PlainCall): Promise<RawAnswer>;
  /** By the SAS in its URL, or by nothing. */
  anonymous(url: string): PageBlobClient;
}

export type Script = (stage: Stage) => Promise<void>;

export interface Difference {
  script: string;
  call: string;
  /** The place in the answer, such as "status" or "header etag". */
  at: string;
  azurite: string | undefined;
  ours: string | undefined;
}

const once = { retryOptions: { maxTries: 1 } };

export async function findDifferences(
  { name, script, containerName }: { name: string; script: Script; containerName: string },
  { azurite, ours }: { azurite: Peer; ours: Peer },
): Promise<Difference[]> {
  const [theirs, own] = await Promise.all([azurite, ours].map((peer) => answersOf(script, peer, containerName)));
  const found: Difference[] = [];
  for (let index = 0; index < Math.max(theirs?.length ?? 0, own?.length ?? 0); index += 1) {
    const [a = {}, b = {}] = [theirs?.[index], own?.[index]];
    for (const at of placesToCompare(a, b)) {
      if (a[at] === b[at]) continue;
      found.push({ script: name, call: `${index} ${a.call ?? b.call}`, at, azurite: a[at], ours: b[at] });
    }
  }
  return found;
}

/** Where one says yes and the other no, nothing else can be alike. */
function placesToCompare(a: Answer, b: Answer): Iterable<string> {
  return a.status === b.status ? new Set([...Object.keys(a), ...Object.keys(b)]) : ["status"];
}

async function answersOf(script: Script, peer: Peer, containerName: string): Promise<Answer[]> {
  const raw: RawAnswer[] = [];
  const stage = openStage(peer, containerName, raw);
  await stage.container.create();
  raw.splice(0);
  await script(stage);
  const read = createAnswerReader(peer);
  const answers: Answer[] = [];
  for (const one of raw) answers.push(await read(one));
  return answers;
}

function openStage(peer: Peer, containerName: string, raw: RawAnswer[]): Stage {
  const recorded = (pipeline: Pipeline): Pipeline => {
    pipeline.factories.push(recorder(peer, raw));
    return pipeline;
  };
  const credential = new StorageSharedKeyCredential(peer.account, peer.key);
  const service = new BlobServiceClient(peer.url, recorded(newPipeline(credential, once)));
  return {
    peer,
    service,
    container: service.getContainerClient(containerName),
    async call(work) {
      try {
        return await work();
      } catch (error) {
        if (error instanceof RestError && error.statusCode !== undefined) return undefined;
        throw error;
      }
    },
    async plain(call) {
      const answer = await sendPlain(peer, call);
      raw.push(answer);
      return answer;
    },
    anonymous: (url) => new PageBlobClient(url, recorded(newPipeline(new AnonymousCredential(), once))),
  };
}

/** Sees each answer: that of a refusal is inside the error the SDK made of it. */
function recorder({ url }: Peer, raw: RawAnswer[]): RequestPolicyFactory {
  return {
    create: (next) => ({
      async sendRequest(request) {
        const call = { method: request.method, target: request.url.replace(url, "") };
        try {
          const response = await next.sendRequest(request);
          let body = Buffer.from(response.bodyAsText ?? "");
          if (response.readableStreamBody !== undefined) {
            body = await buffer(response.readableStreamBody);
            response.readableStreamBody = Readable.from([body]);
          }
          raw.push({ ...call, status: response.status, headers: response.headers.rawHeaders(), body });
          return response;
        } catch (error) {
          if (!(error instanceof RestError) || error.response === undefined) throw error;
          const { status, headers, bodyAsText } = error.response;
          raw.push({ ...call, status, headers: headers.toJSON(), body: Buffer.from(bodyAsText ?? "") });
          throw error;
        }
      },
    }),
  };
}
