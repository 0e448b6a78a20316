/** Who takes part and where they are: nobody who reads figures needs it. */
const SECRETS = new Set(["address", "port", "ip", "relatedAddress", "url", "deviceId", "groupId", "label"]);

/** For `JSON.stringify`: leaves out what tells about a person or a network. */
export const withoutSecrets = (name: string, value: unknown) => (SECRETS.has(name) ? undefined : value);

/** A copy of JSON-like data without them. */
export const scrubbed = <T>(value: T): T => JSON.parse(JSON.stringify(value, withoutSecrets));
