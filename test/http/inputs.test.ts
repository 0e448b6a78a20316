import { gzipSync } from "node:zlib";
import { build } from "esbuild";
import { describe, expect, test } from "vitest";
import { createDecartClient } from "../../src/client";
import { inputSchemaOf } from "../../src/http/inputs";
import { models } from "../../src/models";
import { createFakePlatform } from "../support/fake-platform";

const data = new Blob(["x"]);
const points = [
  { frame: 0, x: 1, y: 2 },
  { frame: 1, x: 0.5, y: -2 },
];
const prompt = "Anime";

/** The paths of what a model's schema finds wrong: empty when all is well, `inputs` for the whole. */
async function wrong(model: string, inputs: unknown): Promise<string[]> {
  const result = await inputSchemaOf(model)?.["~standard"].validate(inputs);
  if (!result) throw new Error(`no schema for ${model}`);
  return (result.issues ?? []).map((issue) => String(issue.path?.[0] ?? "inputs"));
}

const CLIP = ["lucy-clip", "lucy-clip-latest", "lucy-pro-v2v", "lucy-fast-v2v"];
const EDIT = [
  "lucy-2.1",
  "lucy-2.5",
  "lucy-2",
  "lucy-2-v2v",
  "lucy-latest",
  "lucy-vton-2",
  "lucy-vton-3.5",
  "lucy-vton",
  "lucy-2.1-vton-2",
];
const RESTYLE = ["lucy-restyle-2", "lucy-restyle-latest", "lucy-restyle-v2v"];
const MOTION = ["lucy-motion", "lucy-motion-latest"];
const IMAGE = ["lucy-image-2", "lucy-image-latest", "lucy-pro-i2i"];

test("every video and image model has a schema, no other name has", () => {
  for (const { name } of [...models.listModels({ kind: "video" }), ...models.listModels({ kind: "image" })]) {
    expect(inputSchemaOf(name), name).toBeDefined();
  }
  for (const name of ["mirage", "live-avatar", "own", "__proto__", ""]) expect(inputSchemaOf(name)).toBeUndefined();
});

describe.each([...CLIP, ...IMAGE])("%s", (model) => {
  test("a file, and a prompt of 1 to 1000 characters", async () => {
    expect(await wrong(model, { data, prompt: "a\nb" })).toEqual([]);
    expect(await wrong(model, { data, prompt: "x".repeat(1000), reference_image: data })).toEqual([]);
    for (const bad of ["", "x".repeat(1001), 7, null, undefined]) {
      expect(await wrong(model, { data, prompt: bad })).toEqual(["prompt"]);
    }
    expect(await wrong(model, { prompt })).toEqual(["data"]);
  });
});

test.each(EDIT)("%s: the prompt may be empty, but not missing", async (model) => {
  expect(await wrong(model, { data, prompt: "" })).toEqual([]);
  expect(await wrong(model, { data, prompt, reference_image: null })).toEqual([]);
  expect(await wrong(model, { data })).toEqual(["prompt"]);
});

test.each(RESTYLE)("%s: a prompt or an image, never both; enhance_prompt only with a prompt", async (model) => {
  expect(await wrong(model, { data, prompt, enhance_prompt: false })).toEqual([]);
  expect(await wrong(model, { data, reference_image: data })).toEqual([]);
  for (const bad of [{}, { prompt, reference_image: data }, { reference_image: data, enhance_prompt: true }]) {
    expect(await wrong(model, { data, ...bad })).toEqual(["inputs"]);
  }
});

test.each(MOTION)("%s: 2 to 1000 points", async (model) => {
  expect(await wrong(model, { data, trajectory: points })).toEqual([]);
  expect(await wrong(model, { data, trajectory: Array(1000).fill(points[0]) })).toEqual([]);
  const bad = [undefined, null, [], points.slice(1), Array(1001).fill(points[0]), "ab", { length: 2 }, [null, null]];
  for (const trajectory of [...bad, [points[0], { frame: 0, x: "1", y: 2 }], [points[0], { frame: 0, x: 1 }]]) {
    expect(await wrong(model, { data, trajectory }), JSON.stringify(trajectory)).toEqual(["trajectory"]);
  }
});

test("lucy-pro-t2i: a prompt alone", async () => {
  expect(await wrong("lucy-pro-t2i", { prompt, orientation: "portrait" })).toEqual([]);
  expect(await wrong("lucy-pro-t2i", {})).toEqual(["prompt"]);
});

test("what all take", async () => {
  const base = { data, prompt };
  expect(await wrong("lucy-2.1", { ...base, seed: -1, resolution: "720p", enhance_prompt: true })).toEqual([]);
  expect(await wrong("lucy-2.1", { ...base, seed: null, resolution: undefined, enhance_prompt: null })).toEqual([]);
  expect(await wrong("lucy-image-2", { ...base, resolution: "480p" })).toEqual([]);
  expect(await wrong("lucy-2.1", { ...base, resolution: "480p" })).toEqual(["resolution"]);
  expect(await wrong("lucy-2.1", { ...base, seed: 1.5 })).toEqual(["seed"]);
  expect(await wrong("lucy-2.1", { ...base, enhance_prompt: "yes" })).toEqual(["enhance_prompt"]);
});

test("files: blobs, streams, http(s) URLs, React Native's", async () => {
  const files = [data, new File([], "f"), data.stream(), new URL("https://a.example"), "http://a.example/b"];
  const rn = { uri: "file:///a", type: "image/png", name: "a.png" };
  for (const file of [...files, rn]) expect(await wrong("lucy-2.1", { prompt, data: file })).toEqual([]);
  const bad = [
    "",
    "cat.png",
    "/cat.png",
    "data:,x",
    new URL("file:///a"),
    new URL("http://u:p@a.example"),
    {},
    7,
    null,
  ];
  for (const file of bad) expect(await wrong("lucy-2.1", { prompt, data: file }), String(file)).toEqual(["data"]);
});

test("definitions have their schema once there is a client, and carry it nowhere else", async () => {
  createDecartClient({ apiKey: "key", platform: createFakePlatform() });
  const model = models.video("lucy-2.1");
  expect(await model.inputSchema?.["~standard"].validate({})).toMatchObject({ issues: expect.any(Array) });
  expect(models.image("lucy-image-2").inputSchema).toBeDefined();
  expect(models.realtime("lucy-2.1").inputSchema).toBeUndefined();
  expect(Object.keys(model)).not.toContain("inputSchema");
  expect(structuredClone(model)).toEqual(model);
});

test("a page that only looks a model up doesn't carry the schemas", async () => {
  const contents = `import { models } from "./src/index"; console.log(models.realtime("lucy-2.1"), models.video("lucy-2.1"));`;
  const stdin = { contents, resolveDir: new URL("../../", import.meta.url).pathname };
  const { outputFiles } = await build({ stdin, bundle: true, minify: true, format: "esm", write: false });
  const text = outputFiles[0]?.text ?? "";
  expect(text).not.toMatch(/trajectory|reference_image|~standard|~run/);
  expect(gzipSync(text).length).toBeLessThan(2000);
});
