/** Takes companies, rejections and receipts to Kafka, in the contract's wire format. */
package io.tickstream.ingest.publish;
