import { InvalidInputError } from "./errors";
import * as v from "./schema";

/** Says what a field must be; `check` puts the field's name before it. */
export const must = (what: string) => `must be ${what}`;

/** A value that passes a test, or what it must be. */
export const is = <T>(test: (value: unknown) => boolean, what = "") => v.custom<T>(test, must(what));

export const text = is<string>((value) => typeof value === "string", "a string");
export const flag = is<boolean>((value) => typeof value === "boolean", "true or false");
export const fn = is<(...args: never[]) => unknown>((value) => typeof value === "function", "a function");
export const positive = is<number>((value) => Number(value) > 0 && Number.isFinite(value), "a positive number");
export const whole = (min: number, max: number) =>
  is<number>(
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    `a whole number from ${min} to ${max}`,
  );
export const filled = is<string>(
  (value) => typeof value === "string" && value.trim() !== "",
  "a text that isn't empty",
);
export const oneOf = (...values: unknown[]) =>
  is<unknown>((value) => values.includes(value), `one of ${values.map((value) => JSON.stringify(value)).join(", ")}`);

/** Whether a value is an object with all of these members, of whatever type. */
export const shaped = (what: string, ...members: string[]) =>
  is<object>(
    (value) => typeof value === "object" && value !== null && members.every((member) => member in value),
    what,
  );

/**
 * Checks an argument of a public call. Throws `INVALID_INPUT` (or what `toError` makes) with the name of the first
 * bad field and what it must be; the value itself is never quoted.
 *
 * @param call The call as its user knows it, such as `connect()`.
 */
export function check(
  schema: v.Schema<unknown>,
  value: unknown,
  call: string,
  toError: (message: string) => Error = (message) => new InvalidInputError(message),
): void {
  const flaw = v.flawOf(schema, value);
  if (flaw) throw toError(`${call}: ${flaw.path ? `\`${flaw.path}\`` : "the options"} ${flaw.message}.`);
}
