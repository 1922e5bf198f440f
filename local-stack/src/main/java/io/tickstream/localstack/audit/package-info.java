/** Whether the ledger adds up: one scheduled tick a slot, and of each tick {@code fetched = landed + rejected}. */
package io.tickstream.localstack.audit;
