import { describe, expect, test } from "vitest";
import { isDeprecatedModel, type ModelDefinition, type ModelKind, models } from "../src/models";

type Row = [names: string, fps: number, width: number, height: number];

// The tables of the specification, row by row.
const REALTIME: Row[] = [
  ["lucy-2.1", 20, 1088, 624],
  ["lucy-2.5", 20, 1280, 720],
  ["lucy-2", 20, 1280, 720],
  ["lucy-vton-2 lucy-vton-3", 20, 1088, 624],
  ["lucy-vton-3.5", 20, 1280, 720],
  ["lucy-restyle-2", 22, 1280, 704],
  ["lucy-latest", 20, 1088, 624],
  ["lucy-vton-latest", 20, 1280, 720],
  ["lucy-restyle-latest", 22, 1280, 704],
  ["live-avatar", 25, 1280, 720],
  ["lucy lucy-restyle", 25, 1280, 704],
];
const REALTIME_OLD: Row[] = [
  ["mirage", 25, 1280, 704],
  ["mirage_v2", 22, 1280, 704],
  ["lucy_v2v_720p_rt", 25, 1280, 704],
  ["lucy_2_rt", 20, 1280, 720],
  ["live_avatar", 25, 1280, 720],
  ["lucy-2.1-vton lucy-vton lucy-2.1-vton-2", 20, 1088, 624],
];
const VIDEO: Row[] = [
  ["lucy-clip lucy-clip-latest", 25, 1280, 704],
  ["lucy-2.1 lucy-vton-2 lucy-vton-3 lucy-latest", 20, 1088, 624],
  ["lucy-2.5 lucy-vton-3.5 lucy-vton-latest", 20, 1280, 720],
  ["lucy-restyle-2 lucy-restyle-latest", 22, 1280, 704],
  ["lucy-motion lucy-motion-latest", 25, 1280, 704],
];
const VIDEO_OLD: Row[] = [
  ["lucy-pro-v2v", 25, 1280, 704],
  ["lucy-restyle-v2v", 22, 1280, 704],
  ["lucy-2-v2v lucy-2", 20, 1280, 720],
  ["lucy-2.1-vton lucy-vton lucy-2.1-vton-2", 20, 1088, 624],
  ["lucy-fast-v2v", 25, 1280, 720],
];
const IMAGE: Row[] = [["lucy-image-2 lucy-image-latest", 25, 1280, 704]];
const IMAGE_OLD: Row[] = [["lucy-pro-i2i lucy-pro-t2i", 25, 1280, 704]];

const ALIASES = {
  mirage: "lucy-restyle",
  mirage_v2: "lucy-restyle-2",
  lucy_v2v_720p_rt: "lucy",
  lucy_2_rt: "lucy-2",
  live_avatar: "live-avatar",
  "lucy-2.1-vton-2": "lucy-vton-2",
  "lucy-pro-v2v": "lucy-clip",
  "lucy-restyle-v2v": "lucy-restyle-2",
  "lucy-pro-i2i": "lucy-image-2",
};

const flat = (rows: Row[], deprecated: boolean) =>
  rows.flatMap(([names, ...size]) => names.split(" ").map((name) => [name, ...size, deprecated] as const));
const TABLES = {
  realtime: [...flat(REALTIME, false), ...flat(REALTIME_OLD, true)],
  video: [...flat(VIDEO, false), ...flat(VIDEO_OLD, true)],
  image: [...flat(IMAGE, false), ...flat(IMAGE_OLD, true)],
};
const KINDS = Object.keys(TABLES) as ModelKind[];
const PATHS: Record<ModelKind, (name: string) => object> = {
  realtime: () => ({ urlPath: "/v1/stream" }),
  video: (name) => ({ urlPath: `/v1/generate/${name}`, queueUrlPath: `/v1/jobs/${name}` }),
  image: (name) => ({ urlPath: `/v1/generate/${name}` }),
};

function find(kind: ModelKind, name: string): ModelDefinition {
  if (kind === "realtime") return models.realtime(name);
  return kind === "video" ? models.video(name) : models.image(name);
}

describe.each(KINDS)("%s", (kind) => {
  test.each(TABLES[kind])("%s", (name, fps, width, height, deprecated) => {
    // Deprecated names included: the definition carries the name as it was written.
    expect(find(kind, name)).toEqual({ name, fps, width, height, ...PATHS[kind](name) });
    expect(isDeprecatedModel(kind, name)).toBe(deprecated);
    expect(models.isModel(name)).toBe(true);
  });

  test("there are no others", () => {
    const names = models.listModels({ kind }).map(({ name }) => name);
    expect([...names].sort()).toEqual(TABLES[kind].map(([name]) => name).sort());
  });

  test("an unknown name throws MODEL_NOT_FOUND, with the names that there are and are not deprecated", () => {
    let error: unknown;
    try {
      find(kind, "lucy-99");
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject({ name: "ModelNotFoundError", code: "MODEL_NOT_FOUND", retryable: false });
    const { message } = error as Error;
    expect(message).toContain('"lucy-99"');
    const listed = message.slice(message.indexOf("one of: ") + 8, -1).split(", ");
    expect(listed.sort()).toEqual(
      TABLES[kind]
        .filter((row) => !row[4])
        .map(([name]) => name)
        .sort(),
    );
  });

  test.each(["constructor", "__proto__", "toString", "hasOwnProperty", "", "LUCY-2.1", "lucy-2.1 "])(
    "%j is no model",
    (name) => {
      expect(() => find(kind, name)).toThrow(expect.objectContaining({ code: "MODEL_NOT_FOUND" }));
      expect([models.isModel(name), isDeprecatedModel(kind, name)]).toEqual([false, false]);
    },
  );
});

describe("listModels", () => {
  const identity = ({ kind, name }: { kind: string; name: string }) => `${kind}/${name}`;

  test("lists every kind, deprecated names too and marked", () => {
    const listed = models.listModels();
    const expected = KINDS.flatMap((kind) => TABLES[kind].map(([name]) => ({ kind, name })));
    expect(listed.map(identity).sort()).toEqual(expected.map(identity).sort());
    for (const { kind, name, deprecated, ...rest } of listed) {
      expect({ name, ...rest }).toEqual(find(kind, name));
      expect(deprecated).toBe(TABLES[kind].find((row) => row[0] === name)?.[4]);
    }
  });

  test("filters by kind, by deprecation, and by both; an explicit undefined filters nothing", () => {
    const canonical = models.listModels({ canonicalOnly: true });
    expect(canonical).toEqual(models.listModels().filter(({ deprecated }) => !deprecated));
    expect(models.listModels({ kind: "video" })).toEqual(models.listModels().filter(({ kind }) => kind === "video"));
    expect(models.listModels({ kind: "video", canonicalOnly: true })).toEqual(
      canonical.filter(({ kind }) => kind === "video"),
    );
    expect(models.listModels({ kind: undefined, canonicalOnly: undefined })).toEqual(models.listModels());
  });
});

describe("names", () => {
  test("each kind knows its own", () => {
    expect([models.isRealtimeModel("lucy-2.5"), models.isVideoModel("lucy-2.5")]).toEqual([true, true]);
    expect([models.isRealtimeModel("lucy-clip"), models.isVideoModel("lucy-clip")]).toEqual([false, true]);
    expect([models.isImageModel("lucy-image-2"), models.isVideoModel("lucy-image-2")]).toEqual([true, false]);
    for (const value of [undefined, null, 7, {}, ["lucy-2.1"]]) {
      expect([models.isModel(value), models.isRealtimeModel(value)]).toEqual([false, false]);
    }
  });

  test("aliases are those of the documentation, and lead to names that aren't deprecated", () => {
    expect(models.modelAliases).toEqual(ALIASES);
    for (const [old, name] of Object.entries(ALIASES)) {
      expect(models.resolveModelAlias(old)).toBe(name);
      expect(models.listModels({ canonicalOnly: true }).map((model) => model.name)).toContain(name);
    }
  });

  test("any other name is its own, whatever it is", () => {
    for (const name of ["lucy-2.1", "lucy-vton", "no-such", "constructor", "__proto__"]) {
      expect(models.resolveModelAlias(name)).toBe(name);
    }
  });
});
