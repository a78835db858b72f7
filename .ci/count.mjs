/**
 * Prints `N passed, N failed, N skipped` of vitest's JSON results. A file that failed before its tests could run counts
 * as one failure: it has no test of its own to count.
 */
import { readFileSync } from 'node:fs';

const results = JSON.parse(readFileSync(process.argv[2], 'utf8'));
const isFailed = ({ status }) => status === 'failed';
const broken = results.testResults.filter((file) => isFailed(file) && !file.assertionResults.some(isFailed)).length;
const failed = results.numFailedTests + broken;
const skipped = results.numPendingTests + results.numTodoTests;
console.log(`${results.numPassedTests} passed, ${failed} failed${skipped === 0 ? '' : `, ${skipped} skipped`}`);
