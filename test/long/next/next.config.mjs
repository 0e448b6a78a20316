// There are other lock files further up, which aren't this app's.
export default { turbopack: { root: import.meta.dirname } };
