/** How the console answers: what it was asked, which server is away, and what went wrong. */
package io.tickstream.console.answer;
