import { ENDS } from "./compile";
import { testTypes } from "./types";

// The versions in between: test/long/types.test.ts.
testTypes(ENDS);
