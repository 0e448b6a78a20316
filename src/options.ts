import * as v from "valibot";
import { InvalidInputError } from "./errors";

/** Says what a field must be; `check` puts the field's name before it. */
export const must = (what: string) => `must be ${what}`;

export const text = v.string(must("a string"));
export const flag = v.boolean(must("true or false"));
export const fn = v.custom<(...args: never[]) => unknown>((value) => typeof value === "function", must("a function"));
export const positive = v.custom<number>(
  (value) => Number(value) > 0 && Number.isFinite(value),
  must("a positive number"),
);
export const whole = (min: number, max: number) =>
  v.custom<number>(
    (value) => Number.isInteger(value) && Number(value) >= min && Number(value) <= max,
    must(`a whole number from ${min} to ${max}`),
  );
export const filled = v.custom<string>(
  (value) => typeof value === "string" && value.trim() !== "",
  must("a text that isn't empty"),
);
export const oneOf = (...values: unknown[]) =>
  v.custom<unknown>(
    (value) => values.includes(value),
    must(`one of ${values.map((value) => JSON.stringify(value)).join(", ")}`),
  );

/** Whether a value is an object with all of these members, of whatever type. */
export const shaped = (what: string, ...members: string[]) =>
  v.custom<object>(
    (value) => typeof value === "object" && value !== null && members.every((member) => member in value),
    must(what),
  );

/**
 * Checks an argument of a public call. Throws `INVALID_INPUT` (or what `toError` makes) with the name of the first
 * bad field and what it must be; the value itself is never quoted.
 *
 * @param call The call as its user knows it, such as `connect()`.
 */
export function check(
  schema: v.GenericSchema,
  value: unknown,
  call: string,
  toError: (message: string) => Error = (message) => new InvalidInputError(message),
): void {
  const issue = v.safeParse(schema, value).issues?.[0];
  if (!issue) return;
  const path = v.getDotPath(issue);
  throw toError(`${call}: ${path ? `\`${path}\`` : "the options"} ${issue.message}.`);
}
