import { readFileSync } from "node:fs";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Consumer, installPacked, manifest } from "./packed";

const entries = Object.keys(manifest.exports)
  .filter((path) => !/\.js(on)?$/.test(path))
  .map((path) => path.replace(/^\./, manifest.name));

let app: Consumer;

beforeAll(async () => {
  app = await installPacked();
});

afterAll(() => app?.remove());

test("the tarball holds what package.json promises, and nothing from outside dist", () => {
  const paths = app.files.map(({ path }) => path);
  const promised = [
    ...targets(manifest.exports),
    ...targets(manifest.bin),
    manifest.main,
    manifest.module,
    manifest.types,
  ];
  expect(paths).toEqual(expect.arrayContaining(promised.map((path) => path.replace("./", ""))));
  expect(paths.filter((path) => !path.startsWith("dist/")).sort()).toEqual(["LICENSE", "README.md", "package.json"]);
  const scripts = paths.filter((path) => /\.c?js$/.test(path));
  expect(paths).toEqual(expect.arrayContaining(scripts.map((path) => `${path}.map`)));
});

test("the program is executable", () => {
  const bin = app.files.find(({ path }) => path === "dist/emulator-bin.js");
  expect((bin?.mode ?? 0) & 0o111).toBe(0o111);
});

describe("in a Node without any of a browser's globals", () => {
  // Those that Node has too are deleted as well: an import must not need them.
  const strip = `for (const name of ["window", "self", "document", "navigator", "fetch", "WebSocket", "Blob", "FormData",
    "Request", "Response", "Headers", "RTCPeerConnection", "MediaStream", "localStorage", "crypto"]) delete globalThis[name];
    const globals = () => Reflect.ownKeys(globalThis).map(String).join();
    const before = globals();
    const told = (exported) => {
      if (globals() !== before) throw new Error("the import has changed globalThis");
      console.log(JSON.stringify(Object.keys(exported).filter((name) => name !== "default" && name !== "module.exports")));
    };`;

  test.each(entries)(
    "import and require of %s give the same names, touch nothing, and let the process end",
    async (entry) => {
      // What a framework does at its own import is its affair.
      const framework = ["react", "vue"].find((name) => entry.endsWith(`/${name}`));
      const [first, firstRequired] = framework ? [`import "${framework}";`, `require("${framework}");`] : ["", ""];
      app.write("import.mjs", `${first} ${strip} told(await import("${entry}"));`);
      app.write("require.cjs", `${firstRequired} ${strip} told(require("${entry}"));`);
      const [imported, required] = await Promise.all([app.node("import.mjs"), app.node("require.cjs")]);
      expect(imported).toMatchObject({ code: 0, stderr: "" });
      expect(required).toMatchObject({ code: 0, stderr: "" });
      const names = JSON.parse(imported.stdout).sort();
      expect(names.length).toBeGreaterThan(0);
      expect(JSON.parse(required.stdout).sort()).toEqual(names);
    },
  );

  test("an error of one copy is recognised by the other", async () => {
    app.write(
      "copies.mjs",
      `import { createRequire } from "node:module";
      import { isDecartSDKError } from "${manifest.name}";
      const { InvalidInputError } = createRequire(import.meta.url)("${manifest.name}");
      console.log(isDecartSDKError(new InvalidInputError("x")));`,
    );
    expect(await app.node("copies.mjs")).toMatchObject({ code: 0, stdout: "true\n" });
  });
});

describe("in a server component of React's", () => {
  test.each(entries.filter((entry) => !/\/(react|vue)$/.test(entry)))("%s can be imported", async (entry) => {
    app.write("server-component.mjs", `import "${entry}"; import React from "react"; console.log(React.useState);`);
    const told = await app.node("--conditions=react-server", "server-component.mjs");
    // There React has no hooks.
    expect(told).toMatchObject({ code: 0, stdout: "undefined\n", stderr: "" });
  });

  test.each(["js", "cjs"])("what React's entry exports is the client's (%s)", (extension) => {
    const text = readFileSync(join(app.folder, "node_modules/@decartai/sdk/dist", `react.${extension}`), "utf8");
    expect(text).toMatch(/^(["']use strict["'];\s*)?["']use client["'];/);
  });
});

test.each(["import", "require"])("the emulator says what to install where its peers are missing (%s)", async (how) => {
  const load = how === "import" ? `await import("${manifest.name}/emulator")` : `require("${manifest.name}/emulator")`;
  app.write(
    `peers.${how === "import" ? "mjs" : "cjs"}`,
    `
    (async () => (${load}).startEmulator())().then(
      () => console.log("it started"),
      (error) => console.log(error.code, error.message),
    );`,
  );
  const { code, stdout } = await app.node(`peers.${how === "import" ? "mjs" : "cjs"}`);
  expect(stdout).toMatch(/^UNSUPPORTED_PLATFORM .*npm install .*@roamhq\/wrtc/);
  expect(code).toBe(0);
});

test("the program says so too, and fails", async () => {
  const { code, stderr } = await app.node("node_modules/@decartai/sdk/dist/emulator-bin.js");
  expect(stderr).toContain("npm install");
  expect(code).not.toBe(0);
});

/** All strings in a tree such as `exports`. */
function targets(tree: unknown): string[] {
  return typeof tree === "string" ? [tree] : Object.values(tree ?? {}).flatMap(targets);
}
