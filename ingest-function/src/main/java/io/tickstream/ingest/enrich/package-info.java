/** The figures of a company that no source gives: simulated, and the same whenever the same company comes by. */
package io.tickstream.ingest.enrich;
