// A server's code, type-checked without the DOM library: the package's declarations bring what they speak of.
import { createDecartClient, isDecartSDKError } from "@decartai/sdk";

export async function mint(apiKey: string): Promise<string> {
  try {
    const token = await createDecartClient({ apiKey }).tokens.create({ expiresIn: 300, allowedModels: ["lucy-2.1"] });
    return token.apiKey;
  } catch (error) {
    return isDecartSDKError(error) ? error.code : "unknown";
  }
}
