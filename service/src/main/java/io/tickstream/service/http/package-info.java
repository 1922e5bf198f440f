/** What all answers over HTTP have in common: how they refuse, and whom they let in. */
package io.tickstream.service.http;
