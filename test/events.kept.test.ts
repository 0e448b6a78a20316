import { describe, expect, test } from "vitest";
import { createEmitter } from "../src/events";
import { settled } from "./support/fake-clock";

interface Events {
  tick: number;
  text: string;
}

function setUp() {
  const errors: unknown[] = [];
  const heard: unknown[] = [];
  const hear = (data: unknown) => void heard.push(data);
  return { ...createEmitter<Events>((error) => errors.push(error)), errors, heard, hear };
}

const from = (first: number, last: number) => Array.from({ length: last - first + 1 }, (_, index) => first + index);

describe("events from before anybody listens", () => {
  test("reach the first listener in order, in a microtask and not in the call of `on`", async () => {
    const { on, emit, heard, hear } = setUp();
    for (const tick of from(1, 3)) emit("tick", tick);
    on("tick", hear);
    expect(heard).toEqual([]);
    await null;
    expect(heard).toEqual([1, 2, 3]);
  });

  test("come before what is emitted after, in the same tick too, and only once", async () => {
    const { on, emit, heard, hear } = setUp();
    emit("tick", 1);
    on("tick", hear);
    emit("tick", 2);
    await settled();
    emit("tick", 3);
    expect(heard).toEqual([1, 2, 3]);
    on("tick", hear);
    await settled();
    expect(heard).toEqual([1, 2, 3]);
  });

  test("the last 200 of each name are kept", async () => {
    const { on, emit, heard, hear } = setUp();
    for (const tick of from(1, 250)) emit("tick", tick);
    emit("text", "A");
    on("tick", hear);
    await settled();
    expect(heard).toEqual(from(51, 250));
    on("text", hear);
    await settled();
    expect(heard.at(-1)).toBe("A");
  });

  test("all listeners of the same tick get them", async () => {
    const { on, emit, heard } = setUp();
    emit("tick", 1);
    on("tick", (data) => heard.push(["first", data]));
    on("tick", (data) => heard.push(["second", data]));
    await settled();
    expect(heard).toEqual([
      ["first", 1],
      ["second", 1],
    ]);
  });

  test("a throwing listener still gets the rest of them", async () => {
    const { on, emit, errors } = setUp();
    for (const tick of from(1, 3)) emit("tick", tick);
    on("tick", (tick) => {
      throw tick;
    });
    await settled();
    expect(errors).toEqual([1, 2, 3]);
  });

  test("nothing is kept any more once somebody has listened", async () => {
    const { on, emit, heard, hear } = setUp();
    on("tick", () => {})();
    emit("tick", 1);
    on("tick", hear);
    await settled();
    expect(heard).toEqual([]);
  });

  test("`drain` drops what is kept, also what is about to be delivered, and ends the keeping", async () => {
    const { on, emit, drain, heard, hear } = setUp();
    emit("tick", 1);
    emit("text", "A");
    on("tick", hear);
    drain();
    emit("text", "B");
    on("text", hear);
    await settled();
    expect(heard).toEqual([]);
    emit("tick", 2);
    expect(heard).toEqual([2]);
  });

  test("`drain` during their delivery drops the rest", async () => {
    const { on, emit, drain, heard } = setUp();
    for (const tick of from(1, 3)) emit("tick", tick);
    on("tick", (tick) => {
      heard.push(tick);
      drain();
    });
    await settled();
    expect(heard).toEqual([1]);
  });

  test("come before one that is emitted during their delivery", async () => {
    const { on, emit, heard } = setUp();
    for (const tick of from(1, 2)) emit("tick", tick);
    on("tick", (tick) => {
      heard.push(tick);
      if (tick === 1) emit("tick", 3);
    });
    await settled();
    expect(heard).toEqual([1, 2, 3]);
  });
});
