/**
 * The machine that breaks things: strikes every part of the running pipeline, alone and mixed, and holds what has landed
 * against what the source served.
 */
package io.tickstream.endtoend.faults;
