import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { applyToScene, PASSTHROUGH, type Scene, sceneMessage } from "../../src/core/scene";

const ANIME = { text: "Anime", enhance: true };

describe("sceneMessage", () => {
  test.each<[string, Scene, object]>([
    ["neither: the passthrough", PASSTHROUGH, { type: "set_image", image_data: null, prompt: null }],
    [
      "a prompt alone",
      { prompt: { text: "A", enhance: false }, image: null },
      { type: "prompt", prompt: "A", enhance_prompt: false },
    ],
    ["an image alone", { prompt: null, image: "AAAA" }, { type: "set_image", image_data: "AAAA", prompt: null }],
    [
      "both, in one message",
      { prompt: ANIME, image: "AAAA" },
      { type: "set_image", image_data: "AAAA", prompt: "Anime", enhance_prompt: true },
    ],
  ])("%s", (_, scene, message) => {
    expect(sceneMessage(scene)).toEqual(message);
  });
});

describe("applyToScene", () => {
  const both: Scene = { prompt: ANIME, image: "AAAA" };

  test("a prompt keeps the image", () => {
    expect(applyToScene(both, { type: "prompt", prompt: "B", enhance_prompt: false })).toEqual({
      prompt: { text: "B", enhance: false },
      image: "AAAA",
    });
  });

  test("an image without a prompt field keeps the prompt", () => {
    expect(applyToScene(both, { type: "set_image", image_data: "BBBB" })).toEqual({ prompt: ANIME, image: "BBBB" });
    expect(applyToScene(both, { type: "set_image", image_data: null })).toEqual({ prompt: ANIME, image: null });
  });

  test("an image with a prompt field is the whole state", () => {
    expect(applyToScene(both, { type: "set_image", image_data: null, prompt: null })).toEqual(PASSTHROUGH);
    expect(applyToScene(both, { type: "set_image", image_data: null, prompt: "B", enhance_prompt: false })).toEqual({
      prompt: { text: "B", enhance: false },
      image: null,
    });
  });

  test("a prompt is enhanced unless the message says otherwise", () => {
    const scene = applyToScene(PASSTHROUGH, { type: "set_image", image_data: null, prompt: "B" });
    expect(scene.prompt).toEqual({ text: "B", enhance: true });
  });

  test("the scene that went in stays as it was", () => {
    const frozen = Object.freeze({ prompt: Object.freeze({ ...ANIME }), image: "AAAA" });
    applyToScene(frozen, { type: "prompt", prompt: "B", enhance_prompt: false });
    expect(frozen).toEqual(both);
  });
});

const scene: fc.Arbitrary<Scene> = fc.record({
  prompt: fc.option(fc.record({ text: fc.string(), enhance: fc.boolean() })),
  image: fc.option(fc.base64String()),
});

test("a session that is given a scene has it, where it had none before", () => {
  fc.assert(
    fc.property(scene, (given) => {
      expect(applyToScene(PASSTHROUGH, sceneMessage(given))).toEqual(given);
    }),
  );
});

test("in any other session too, but for a prompt alone, which keeps the image there", () => {
  fc.assert(
    fc.property(scene, scene, (before, given) => {
      const image = given.prompt && given.image === null ? before.image : given.image;
      expect(applyToScene(before, sceneMessage(given))).toEqual({ prompt: given.prompt, image });
    }),
  );
});
