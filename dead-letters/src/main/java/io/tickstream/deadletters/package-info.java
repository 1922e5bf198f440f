/** Dead letters: finding them, and putting back what they hold. */
package io.tickstream.deadletters;
