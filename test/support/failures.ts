import { inspect } from "node:util";

/** What a call rejects with. */
export const failureOf = (call: Promise<unknown>): Promise<unknown> =>
  call.then(
    () => {
      throw new Error("it didn't fail");
    },
    (error) => error,
  );

/** Everything that can be read off a value, with all its causes. */
export function everything(value: unknown): string {
  const own = (_: string, held: unknown) =>
    held instanceof Error
      ? Object.fromEntries(Object.getOwnPropertyNames(held).map((name) => [name, Reflect.get(held, name)]))
      : held;
  return inspect(value, { depth: 20, showHidden: true }) + JSON.stringify(value, own);
}
