import { BETWEEN } from "../package/compile";
import { testTypes } from "../package/types";

// The oldest and the newest: test/package/types.test.ts.
testTypes(BETWEEN, { all: true });
