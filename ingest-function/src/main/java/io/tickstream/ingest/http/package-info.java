/** How the function answers what it cannot do, and what its access token is. */
package io.tickstream.ingest.http;
