// Who is let in: by the key, by nothing, by a SAS that allows it, or not, or no more.

import {
  AccountSASPermissions,
  AccountSASResourceTypes,
  AccountSASServices,
  BlobSASPermissions,
  ContainerSASPermissions,
  generateAccountSASQueryParameters,
  generateBlobSASQueryParameters,
  StorageSharedKeyCredential,
} from "@azure/storage-blob";
import type { Script, Stage } from "../same-calls.ts";

const pages = (byte: number): Uint8Array => new Uint8Array(512).fill(byte);

interface Sas {
  permissions: string;
  /** Seconds from now; below 0 it has ended. */
  endsIn?: number;
  startsIn?: number;
  snapshot?: string;
  isOfContainer?: boolean;
  policy?: string;
}

/** Of the blob b in the stage's container, or of the container. */
function sasOf({ peer, container }: Stage, { permissions, endsIn = 3600, startsIn, snapshot, isOfContainer, policy }: Sas): string {
  const after = (seconds: number) => new Date(peer.nowMs() + seconds * 1000);
  const terms =
    policy === undefined
      ? { expiresOn: after(endsIn), startsOn: startsIn === undefined ? undefined : after(startsIn) }
      : { identifier: policy };
  const allowed = isOfContainer ? ContainerSASPermissions.parse(permissions) : BlobSASPermissions.parse(permissions);
  return generateBlobSASQueryParameters(
    {
      containerName: container.containerName,
      ...(isOfContainer ? {} : { blobName: "b" }),
      ...(permissions === "" ? {} : { permissions: allowed }),
      snapshotTime: snapshot,
      ...terms,
    },
    new StorageSharedKeyCredential(peer.account, peer.key),
  ).toString();
}

async function newBlob({ container, call }: Stage, name = "b"): Promise<void> {
  const blob = container.getPageBlobClient(name);
  await call(() => blob.create(1024));
  await call(() => blob.uploadPages(pages(1), 0, 512));
}

function opened(stage: Stage, sas: string, name = "b") {
  return stage.anonymous(`${stage.container.url}/${name}?${sas}`);
}

export const accessCases: Record<string, Script> = {
  "a wrong key, no key and half a signature are refused": async (stage) => {
    await newBlob(stage);
    const target = `/${stage.container.containerName}/b`;
    await stage.plain({ method: "GET", target, key: Buffer.from("wrong").toString("base64") });
    await stage.plain({ method: "GET", target, isUnsigned: true });
    await stage.plain({ method: "GET", target, isUnsigned: true, headers: { authorization: `SharedKey ${stage.peer.account}` } });
    await stage.plain({ method: "GET", target, isUnsigned: true, headers: { authorization: `SharedKey ${stage.peer.account}:AAAA` } });
    await stage.plain({ method: "GET", target: `/${stage.container.containerName}/missing`, isUnsigned: true });
    await stage.plain({ method: "PUT", target: `${target}?comp=metadata`, isUnsigned: true });
    await stage.plain({ method: "GET", target: `/${stage.container.containerName}?restype=container&comp=list`, isUnsigned: true });
    await stage.plain({ method: "GET", target: "/?comp=list", isUnsigned: true });
  },

  "a SAS to read opens reads": async (stage) => {
    const { call } = stage;
    await newBlob(stage);
    const blob = opened(stage, sasOf(stage, { permissions: "r" }));
    await call(() => blob.getProperties());
    await call(() => blob.download(0, 512));
    await call(() => blob.getPageRanges());
    await call(() => blob.uploadPages(pages(2), 0, 512));
    await call(() => blob.clearPages(0, 512));
    await call(() => blob.resize(512));
    await call(() => blob.setMetadata({ a: "b" }));
    await call(() => blob.createSnapshot());
    await call(() => blob.create(512));
    await call(() => blob.delete());
  },

  "a SAS to write opens writes": async (stage) => {
    const { call } = stage;
    await newBlob(stage);
    const blob = opened(stage, sasOf(stage, { permissions: "w" }));
    await call(() => blob.uploadPages(pages(2), 0, 512));
    await call(() => blob.setMetadata({ a: "b" }));
    await call(() => blob.createSnapshot());
    await call(() => blob.download());
    await call(() => blob.delete());
    await call(() => blob.create(512));
  },

  "a SAS to create makes what is not there": async (stage) => {
    const { call } = stage;
    const blob = opened(stage, sasOf(stage, { permissions: "c" }));
    await call(() => blob.create(512));
    await call(() => blob.create(512));
    await call(() => blob.uploadPages(pages(1), 0, 512));
    await call(() => opened(stage, sasOf(stage, { permissions: "d" })).delete());
  },

  "a SAS that has ended, has not begun, is forged or of another blob is refused": async (stage) => {
    const { call } = stage;
    await newBlob(stage);
    await newBlob(stage, "other");
    await call(() => opened(stage, sasOf(stage, { permissions: "r", endsIn: -60 })).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "r", startsIn: 600 })).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "r", startsIn: -600 })).getProperties());
    await call(() => opened(stage, sasOf(stage, { permissions: "r" }).replace("sp=r", "sp=rw")).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "r" }).replace(/sig=[^&]+/, "sig=AAAA")).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "r" }), "other").download());
  },

  "a SAS of a snapshot opens that snapshot": async (stage) => {
    const { call, container } = stage;
    await newBlob(stage);
    const made = await call(() => container.getPageBlobClient("b").createSnapshot());
    const snapshot = made?.snapshot ?? "";
    const sas = sasOf(stage, { permissions: "r", snapshot });
    await call(() => opened(stage, `snapshot=${encodeURIComponent(snapshot)}&${sas}`).download());
    await call(() => opened(stage, sas).download());
  },

  "a SAS of a container opens its blobs and its list": async (stage) => {
    const { call, plain } = stage;
    await newBlob(stage);
    const sas = sasOf(stage, { permissions: "rl", isOfContainer: true });
    await call(() => opened(stage, sas).download());
    await call(() => opened(stage, sas).uploadPages(pages(1), 0, 512));
    const list = (query: string) =>
      plain({ method: "GET", target: `/${stage.container.containerName}?restype=container&comp=list&${query}`, isUnsigned: true });
    await list(sas);
    await list(sasOf(stage, { permissions: "r", isOfContainer: true }));
    await list(sasOf(stage, { permissions: "r" }));
  },

  "an account SAS opens kinds of resources": async (stage) => {
    const { peer, call } = stage;
    await newBlob(stage);
    const credential = new StorageSharedKeyCredential(peer.account, peer.key);
    const sasFor = (permissions: string, types: string, services = "b") =>
      generateAccountSASQueryParameters(
        {
          permissions: AccountSASPermissions.parse(permissions),
          resourceTypes: AccountSASResourceTypes.parse(types).toString(),
          services: AccountSASServices.parse(services).toString(),
          expiresOn: new Date(peer.nowMs() + 3_600_000),
        },
        credential,
      ).toString();
    await call(() => opened(stage, sasFor("r", "o")).download());
    await call(() => opened(stage, sasFor("r", "o")).uploadPages(pages(1), 0, 512));
    await call(() => opened(stage, sasFor("rw", "o")).uploadPages(pages(1), 0, 512));
    await call(() => opened(stage, sasFor("r", "c")).download());
    await call(() => opened(stage, sasFor("r", "o", "q")).download());
    await call(() => opened(stage, sasFor("r", "o").replace("sp=r", "sp=rw")).download());
    await stage.plain({
      method: "GET",
      target: `/${stage.container.containerName}?restype=container&comp=list&${sasFor("l", "c")}`,
      isUnsigned: true,
    });
  },

  "a SAS lives by the stored policy of its container": async (stage) => {
    const { peer, call, container } = stage;
    await newBlob(stage);
    const policy = (id: string, permissions: string, endsIn: number) => ({
      id,
      accessPolicy: { permissions, expiresOn: new Date(peer.nowMs() + endsIn * 1000), startsOn: new Date(peer.nowMs() - 60_000) },
    });
    await call(() => container.setAccessPolicy(undefined, [policy("reading", "r", 3600), policy("over", "r", -30)]));
    await call(() => container.getAccessPolicy());
    await call(() => opened(stage, sasOf(stage, { permissions: "", policy: "reading" })).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "", policy: "reading" })).clearPages(0, 512));
    await call(() => opened(stage, sasOf(stage, { permissions: "", policy: "over" })).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "", policy: "unknown" })).download());
    await call(() => opened(stage, sasOf(stage, { permissions: "r", policy: "reading" })).download());
    await call(() => container.setAccessPolicy(undefined, []));
    await call(() => container.getAccessPolicy());
    await call(() => opened(stage, sasOf(stage, { permissions: "", policy: "reading" })).download());
  },
};
