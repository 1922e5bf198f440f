/** The ledger: what became of each slot and each tick. */
package io.tickstream.console.ledger;
