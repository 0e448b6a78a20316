import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type ApartOptions, installApart } from "./apart";
import { addPackages, appsFor, compile } from "./compile";
import { type Consumer, installPacked, root } from "./packed";

/** Tests that these versions of TypeScript accept the packed package's types. */
export function testTypes(versions: string[], options: ApartOptions = {}): void {
  const minimum = join(root, "out/apart/minimum");
  let compilers: string;
  let consumer: Consumer;

  beforeAll(async () => {
    [compilers, consumer] = await Promise.all([
      installApart("compilers", options),
      installPacked(),
      installApart("minimum"),
    ]);
    const workers = "@cloudflare/workers-types";
    addPackages(consumer, {
      [workers]: join(compilers, "node_modules", workers),
      "@types/node": join(root, "node_modules/@types/node"),
    });
  });
  afterAll(() => consumer?.remove());

  describe.each(versions)("TypeScript %s", (version) => {
    test.each(appsFor(version, minimum))("accepts an app $name", async (app) => {
      expect(await compile(consumer, compilers, version, app)).toBe("");
    });
  });
}
