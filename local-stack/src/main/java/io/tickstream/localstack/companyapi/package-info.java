/**
 * The stand-in for fakerapi.it: a process that answers like the company API, without a network, and can be told to
 * misbehave. See docs/reference/company-api-stand-in.md.
 */
package io.tickstream.localstack.companyapi;
