/**
 * A realtime URL with its query. Values are percent-encoded; those that come later win.
 *
 * @param base `ws:` or `wss:`, with or without a path.
 */
export function socketUrl(base: string, path: string, ...queries: Record<string, string | undefined>[]): string {
  const query = Object.entries(Object.assign({}, ...queries) as Record<string, string | undefined>)
    .filter((entry): entry is [string, string] => entry[1] !== undefined)
    .map(([name, value]) => `${encodeURIComponent(name)}=${encodeURIComponent(value)}`);
  return `${base.replace(/\/+$/, "")}${path}?${query.join("&")}`;
}
