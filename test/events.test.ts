import { describe, expect, test } from "vitest";
import { createEmitter } from "../src/events";

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

describe("listeners", () => {
  test("get each event of their name, in the order in which they came", () => {
    const { on, emit, heard } = setUp();
    on("tick", (data) => heard.push(["first", data]));
    on("tick", (data) => heard.push(["second", data]));
    on("text", (data) => heard.push(["text", data]));
    emit("tick", 1);
    emit("tick", 2);
    expect(heard).toEqual([
      ["first", 1],
      ["second", 1],
      ["first", 2],
      ["second", 2],
    ]);
  });

  test("one that throws goes to the error handler and harms no other, nor the emitter", () => {
    const { on, emit, heard, hear, errors } = setUp();
    const error = new Error("of the app");
    on("tick", () => {
      throw error;
    });
    on("tick", hear);
    expect(() => emit("tick", 1)).not.toThrow();
    emit("tick", 2);
    expect(heard).toEqual([1, 2]);
    expect(errors).toEqual([error, error]);
  });

  test("`off`, and what `on` returns, remove one each; again they do nothing", () => {
    const { on, off, emit, heard, hear, listenerCount } = setUp();
    const remove = on("tick", hear);
    on("tick", hear);
    emit("tick", 1);
    remove();
    remove();
    expect(listenerCount("tick")).toBe(1);
    off("text", hear);
    off("tick", hear);
    off("tick", hear);
    expect(listenerCount("tick")).toBe(0);
    emit("tick", 2);
    expect(heard).toEqual([1, 1]);
  });

  test("`once` listens to one event, also when it throws", () => {
    const { once, off, emit, heard, hear, errors, listenerCount } = setUp();
    once("tick", hear);
    once("tick", () => {
      throw new Error("of the app");
    });
    emit("tick", 1);
    emit("tick", 2);
    expect(heard).toEqual([1]);
    expect(errors).toHaveLength(1);
    expect(listenerCount("tick")).toBe(0);
    once("tick", hear);
    off("tick", hear);
    emit("tick", 3);
    expect(heard).toEqual([1]);
  });

  test("`once` listens to one event, also when it emits itself", () => {
    const { once, emit, heard } = setUp();
    once("tick", (tick) => {
      heard.push(tick);
      emit("tick", 2);
    });
    emit("tick", 1);
    expect(heard).toEqual([1]);
  });

  test("`once` listens to one event, also when a listener before it emits the same", () => {
    const { on, once, emit, heard, hear } = setUp();
    on("tick", (tick) => tick === 1 && emit("tick", 2));
    once("tick", hear);
    emit("tick", 1);
    expect(heard).toHaveLength(1);
  });

  test("removing listeners during a delivery skips no other one", () => {
    const { on, emit, heard, hear } = setUp();
    const removals = [on("tick", () => removals[0]?.()), on("tick", () => removals[1]?.()), on("tick", hear)];
    emit("tick", 1);
    emit("tick", 2);
    expect(heard).toEqual([1, 2]);
  });

  test("one that is added during a delivery hears from the next event on", () => {
    const { once, on, emit, heard, hear } = setUp();
    once("tick", () => on("tick", hear));
    emit("tick", 1);
    expect(heard).toEqual([]);
    emit("tick", 2);
    expect(heard).toEqual([2]);
  });

  test("listenerCount counts by name", () => {
    const { on, once, listenerCount, hear } = setUp();
    expect(listenerCount("tick")).toBe(0);
    on("tick", hear);
    once("tick", hear);
    expect([listenerCount("tick"), listenerCount("text")]).toEqual([2, 0]);
  });
});
