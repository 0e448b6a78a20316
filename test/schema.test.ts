import { describe, expect, test } from "vitest";
import { custom, flawOf, is, object, optional } from "../src/schema";

const text = custom<string>((value) => typeof value === "string", "must be a string");
const person = object({ name: text, nick: optional(text), home: optional(object({ city: text }, "must be a place")) });

describe("an object", () => {
  test("is given with the fields that are named, and no others", () => {
    const given = { name: "A", nick: undefined, home: { city: "B", street: "C" }, ["__proto__"]: { name: "D" } };
    expect(person(given)).toEqual({ name: "A", home: { city: "B" } });
    expect(Object.keys(person({ name: "A", age: 3 }))).toEqual(["name"]);
  });

  test.each([
    [{}, "name", "must be a string"],
    [{ name: 1 }, "name", "must be a string"],
    [{ name: "A", nick: null }, "nick", "must be a string"],
    [{ name: "A", home: 1 }, "home", "must be a place"],
    [{ name: "A", home: null }, "home", "must be a place"],
    [{ name: "A", home: { city: 2 } }, "home.city", "must be a string"],
    [null, "", ""],
    ["text", "", ""],
  ])("%j is wrong at `%s`", (value, path, message) => {
    expect(flawOf(person, value)).toEqual({ path, message });
    expect(is(person, value)).toBe(false);
  });
});
