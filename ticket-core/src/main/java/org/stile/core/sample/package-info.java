/**
 * Made-up events with real signatures, for the demo, for tests and for benchmarks. Their keys come
 * from a seed that anyone can read: nothing signed here is worth anything at a real gate.
 */
package org.stile.core.sample;
