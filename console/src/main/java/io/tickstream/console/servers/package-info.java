/** Every process behind the console. */
package io.tickstream.console.servers;
