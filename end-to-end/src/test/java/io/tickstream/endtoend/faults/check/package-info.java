/**
 * Holds what has landed against what the source served: company by company, sum by sum, receipt by receipt. It believes
 * none of the programs that it checks; see docs/decisions/0021-what-the-checker-proves.md.
 */
package io.tickstream.endtoend.faults.check;
