/** What every answer of the function over HTTP has in common: how it refuses, and whom it lets in. */
package io.tickstream.ingest.http;
