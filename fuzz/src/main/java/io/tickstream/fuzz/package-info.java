/** Cases made from a seed, and what runs them. For tests only. */
package io.tickstream.fuzz;
