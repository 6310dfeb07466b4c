/**
 * Everything that speaks against publishing the project in `root`, a sentence each. `tag` as pushed, `repository` as `owner/name`,
 * `npm` its version.
 */
export declare function releaseProblems(root: string, release: { tag: string; repository: string; npm: string }): string[];
