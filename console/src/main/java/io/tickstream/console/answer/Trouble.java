package io.tickstream.console.answer;

/**
 * Why a part of an answer is missing.
 *
 * @param server which one is away
 * @param what how it fails
 * @param remedy what to do
 */
public record Trouble(String server, String what, String remedy) {}
